/* Melaju: what makes pages quicker to use. Every page works without this file. */
(() => {
  'use strict';
  const $ = (s, of = document) => of.querySelector(s);
  const $$ = (s, of = document) => [...of.querySelectorAll(s)];
  const say = document.body.dataset;
  const make = (tag, props = {}, ...kids) => {
    const e = document.createElement(tag);
    for (const [k, v] of Object.entries(props)) k in e ? (e[k] = v) : e.setAttribute(k, v);
    e.append(...kids);
    return e;
  };
  const announce = (text) => {
    const box = $('#siar');
    if (!box) return;
    box.textContent = '';
    setTimeout(() => { box.textContent = text; }, 60);
  };
  const get = (url, options = {}) => fetch(url, { credentials: 'same-origin', ...options });
  const parse = (html) => new DOMParser().parseFromString(html, 'text/html');
  const store = (kind) => { try { return window[kind]; } catch { return null; } };
  const local = store('localStorage');
  const session = store('sessionStorage');

  /* ---- start: focus, print, copy, menu ---- */
  const wrong = $('[data-focus]');
  const first = wrong || $('form[data-first] :is(textarea, input:not([type=hidden]), select)');
  if (first) first.focus({ preventScroll: !wrong });
  $$('[data-print], [data-copy], [data-all]').forEach((e) => { e.hidden = false; });
  /* What was done stands on the new page from its beginning; only what changes is read out. */
  const done = $('.flash');
  if (done) announce(done.textContent.trim());
  /* An address such as #rujuk leads to a folded form: it opens, and its first field is next. */
  const unfold = () => {
    const fold = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!fold || fold.tagName !== 'DETAILS') return;
    fold.open = true;
    fold.scrollIntoView({ block: 'start' });
    const field = $('form :is(input:not([type=hidden]), textarea, select)', fold);
    if (field) field.focus({ preventScroll: true });
  };
  addEventListener('hashchange', unfold);
  document.addEventListener('click', (ev) => {
    const at = (s) => ev.target.closest(s);
    if (at('[data-print]')) window.print();
    const copy = at('[data-copy]');
    if (copy && navigator.clipboard) navigator.clipboard.writeText(copy.dataset.copy).then(() => announce(say.tCopied));
    $$('details:is(.me, .pocket)[open]').forEach((d) => { if (!d.contains(ev.target)) d.open = false; });
  });
  document.addEventListener('keydown', (ev) => {
    if (ev.key === 'Escape') $$('details:is(.me, .pocket)[open]').forEach((d) => { d.open = false; $('summary', d).focus(); });
    if (ev.key === 'Enter' && (ev.ctrlKey || ev.metaKey) && ev.target.form) ev.target.form.requestSubmit();
    const typing = ev.target.closest('input, textarea, select, [contenteditable]');
    const key = !typing && !ev.ctrlKey && !ev.metaKey && !ev.altKey && /^[a-z]$/i.test(ev.key) && $(`form[data-key="${ev.key.toLowerCase()}"]`);
    if (key) { ev.preventDefault(); key.requestSubmit(); return; }
    if (ev.key !== '/' || typing || ev.ctrlKey || ev.metaKey || ev.altKey || !$('#q')) return;
    ev.preventDefault();
    $('#q').focus();
  });

  /* ---- bulk: choose all, how many are chosen ---- */
  document.addEventListener('change', (ev) => {
    const box = ev.target;
    if (box.type !== 'checkbox') return;
    if (box.dataset.all) $$(`input[form="${box.dataset.all}"]`).forEach((b) => { b.checked = box.checked; });
    /* Fields named id or action hide the form's own: only attributes are asked. */
    const id = box.dataset.all || box.getAttribute('form');
    const form = id && document.getElementById(id);
    const count = form && $('.bulk-count', form);
    if (!count) return;
    const n = $$(`input[form="${id}"]:checked`).length;
    count.hidden = !n;
    form.classList.toggle('on', n > 0);
    count.textContent = `${n} ${say.tChosen}`;
  });

  /* ---- bulk: j and k lead from row to row, the space bar chooses ---- */
  document.addEventListener('keydown', (ev) => {
    const at = document.activeElement;
    if (!['j', 'k'].includes(ev.key) || ev.ctrlKey || ev.metaKey || ev.altKey || at.matches('textarea, select, input:not([type=checkbox])')) return;
    const boxes = $$('td.pick input');
    const to = boxes.includes(at) ? boxes.indexOf(at) + (ev.key === 'j' ? 1 : -1) : 0;
    if (!boxes[to]) return;
    ev.preventDefault();
    boxes[to].focus();
    boxes[to].closest('tr').scrollIntoView({ block: 'nearest' });
  });

  /* ---- drafts: kept on this device until the server has confirmed ---- */
  const DRAFT = 'melaju.draft.';
  const fieldsOf = (form) => $$('[data-draft]', form).filter((f) => f.type !== 'password');
  const isBox = (f) => f.type === 'checkbox' || f.type === 'radio';
  const keyOf = (form) => `${DRAFT}${form.dataset.draft}.${new URL(form.getAttribute('action'), location.href).pathname}`;
  const onceOf = (form) => $('[name=_once]', form) || {};
  const wordsOf = (form) => fieldsOf(form).filter((f) => (isBox(f) ? f.checked : f.value)).map((f) => [f.name, f.value]);
  /* The one-time key goes with the words it was sent with: the same, from a restored draft or another tab, count once; others are another sending. */
  const sending = (form) => {
    const words = JSON.stringify(wordsOf(form));
    if (form.dataset.sent && form.dataset.sent !== words) onceOf(form).value = [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, '0')).join('');
    form.dataset.sent = words;
  };
  /* A browser brings this store to the disk up to a minute later, which a flat battery does not wait for: what is typed goes into a second one, written at once. */
  const opened = new Promise((done) => {
    const none = () => done(null);
    try {
      const ask = indexedDB.open('melaju', 1);
      ask.onupgradeneeded = () => ask.result.createObjectStore('drafts');
      ask.onsuccess = () => done(ask.result);
      ask.onerror = ask.onblocked = none;
    } catch { none(); }
  });
  const journal = (mode, act) => opened.then((db) => db && new Promise((done) => {
    const all = db.transaction('drafts', mode, { durability: 'strict' });
    const asked = act(all.objectStore('drafts'));
    all.oncomplete = () => done(asked.result);
    all.onerror = all.onabort = () => done();
    all.commit?.(); /* also when the page goes away now */
  })).catch(() => null);
  const keepDraft = (key, text) => {
    journal('readwrite', (all) => all.put(text, key));
    try { local.setItem(key, text); } catch { /* a full store loses the draft, never the form */ }
  };
  const dropDraft = (key) => {
    journal('readwrite', (all) => all.delete(key));
    local.removeItem(key);
  };
  const tooOld = (text) => Date.now() - (JSON.parse(text) || { at: 0 }).at > 3 * 864e5;
  if (local) {
    /* The draft goes when the server names the key of the form it was sent with. */
    const [sent, once] = ((session && session.getItem('melaju.sent')) || ' ').split(' ');
    if (sent && say.sent && once.startsWith(say.sent)) {
      dropDraft(sent);
      session.removeItem('melaju.sent');
    }
    /* Sent in vain, as when the session has ended: the page says so only where the words are. */
    if (sent && local.getItem(sent)) $$('[data-waits]').forEach((note) => { note.hidden = false; });
    /* What nobody came back for does not stay on the device. */
    Object.keys(local).filter((k) => k.startsWith(DRAFT) && tooOld(local.getItem(k))).forEach(dropDraft);
    journal('readonly', (all) => all.getAllKeys()).then((keys) => (keys || []).forEach((key) => {
      journal('readonly', (all) => all.get(key)).then((text) => { if (text && tooOld(text)) dropDraft(key); });
    }));
    $$('form[data-draft]').forEach((form) => {
      const key = keyOf(form);
      const kept = JSON.parse(local.getItem(key) || 'null');
      const same = (a, f) => a.some(([n, v]) => n === f.name && v === f.value);
      const own = onceOf(form).value;
      let note;
      const keep = () => {
        const fields = wordsOf(form);
        if (fields.length) keepDraft(key, JSON.stringify({ at: Date.now(), fields, once: onceOf(form).value, sent: form.dataset.sent }));
        else dropDraft(key);
      };
      const restore = (draft) => {
        fieldsOf(form).forEach((f) => {
          if (isBox(f)) f.checked = same(draft.fields, f);
          else f.value = (draft.fields.find(([n]) => n === f.name) || [0, f.value])[1];
        });
        onceOf(form).value = draft.once || own;
        form.dataset.sent = draft.sent || '';
        if (note) note.remove();
        note = make('div', { className: 'note info' }, make('p', { textContent: `${say.tRestored} ` }));
        note.firstChild.append(make('button', {
          type: 'button', className: 'btn quiet', textContent: say.tDiscard,
          onclick: () => {
            form.reset();
            onceOf(form).value = own;
            form.dataset.sent = '';
            note.remove();
            form.dispatchEvent(new Event('input'));
            dropDraft(key);
          },
        }));
        form.prepend(note);
        announce(say.tRestored);
        setTimeout(() => form.dispatchEvent(new Event('input')));
      };
      if (kept && !wrong) restore(kept);
      journal('readonly', (all) => all.get(key)).then((text) => {
        const late = JSON.parse(text || 'null');
        const here = JSON.parse(local.getItem(key) || 'null');
        if (wrong || !late || tooOld(text) || (here && here.at >= late.at)) return;
        keepDraft(key, text);
        restore(late);
      });
      form.addEventListener('input', keep);
      form.addEventListener('submit', () => {
        sending(form);
        keep();
        if (session) session.setItem('melaju.sent', `${key} ${onceOf(form).value || ''}`);
      });
      /* What another tab has sent with this key is known here. */
      addEventListener('storage', (ev) => {
        const there = ev.key === key && JSON.parse(ev.newValue);
        if (there && there.sent && there.once === onceOf(form).value) form.dataset.sent = there.sent;
      });
    });
    /* Signing out on a shared device leaves no answers behind. */
    $$('form[action="/keluar"]').forEach((f) => f.addEventListener('submit', () => {
      Object.keys(local).filter((k) => k.startsWith(DRAFT)).forEach((k) => local.removeItem(k));
      journal('readwrite', (all) => all.clear());
    }));
  }

  /* ---- photos are made smaller before they travel ---- */
  const MOST = 1600;
  const shrink = async (file) => {
    /* What only this device can read (WebP, on an iPhone HEIC) becomes a JPEG whatever its size. */
    const readable = /^image\/(jpeg|png)$/.test(file.type);
    if (!file.type.startsWith('image/') || (readable && file.size < 300e3)) return file;
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, MOST / Math.max(picture.width, picture.height));
    const canvas = make('canvas', { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    const paper = canvas.getContext('2d');
    paper.fillStyle = '#fff'; /* what is transparent would come out black */
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => { canvas.toBlob(done, 'image/jpeg', 0.8); });
    return blob && (!readable || blob.size < file.size) ? new File([blob], file.name.replace(/\.\w+$/, '.jpg'), { type: 'image/jpeg' }) : file;
  };
  $$('input[data-shrink]').forEach((input) => input.addEventListener('change', async () => {
    const files = new DataTransfer();
    for (const f of input.files) files.items.add(await shrink(f).catch(() => f));
    input.files = files.files;
    if (files.files.length) announce(say.tShrunk);
  }));

  /* ---- a signature drawn on the screen becomes the picture that is sent ---- */
  $$('[data-draw]').forEach((box) => {
    const input = document.getElementById(box.dataset.draw);
    const canvas = $('canvas', box);
    const [begin, again] = $$('button', box);
    const words = $('[role=status]', box);
    const pen = canvas.getContext('2d');
    const send = (file) => {
      const files = new DataTransfer();
      if (file) files.items.add(file);
      input.files = files.files;
      words.textContent = file ? words.dataset.ok : '';
    };
    const clear = () => {
      pen.fillStyle = '#fff';
      pen.fillRect(0, 0, canvas.width, canvas.height);
      send(null);
    };
    const at = (ev) => [ev.offsetX * canvas.width / canvas.clientWidth, ev.offsetY * canvas.height / canvas.clientHeight];
    box.hidden = false;
    pen.lineWidth = 4;
    pen.lineCap = 'round';
    pen.lineJoin = 'round';
    begin.onclick = () => {
      canvas.hidden = again.hidden = false;
      begin.hidden = true;
      clear();
      canvas.scrollIntoView({ block: 'nearest' });
    };
    again.onclick = clear;
    canvas.onpointerdown = (ev) => {
      canvas.setPointerCapture(ev.pointerId);
      pen.beginPath();
      pen.moveTo(...at(ev));
    };
    canvas.onpointermove = (ev) => {
      if (!ev.buttons) return;
      pen.lineTo(...at(ev));
      pen.stroke();
    };
    /* At once, not when the browser finds time: the form may be sent the moment the finger is lifted. */
    canvas.onpointerup = () => {
      const bytes = Uint8Array.from(atob(canvas.toDataURL('image/png').split(',')[1]), (c) => c.charCodeAt(0));
      send(new File([bytes], 'tanda-tangan.png', { type: 'image/png' }));
    };
  });

  /* ---- without a line the form stays in sight: the browser's own page would take it away, photos and all ---- */
  const lineLost = (form) => {
    const again = make('button', { type: 'button', className: 'btn', textContent: say.tSendAgain });
    const note = make('div', { className: 'note warn', tabIndex: -1 }, make('div', {}, make('p', { textContent: say.tNoLine }), make('div', { className: 'acts' }, again)));
    form.append(note);
    note.focus();
    announce(say.tNoLine);
    return {
      note,
      /* Until another try is worth it: the line is said to be back, somebody presses, or some time has passed. */
      back: () => new Promise((done) => {
        const timer = setTimeout(() => done(), 10000);
        [[window, 'online'], [again, 'click'], [form, 'submit']].forEach(([of, what]) => of.addEventListener(what, () => { clearTimeout(timer); done(); }, { once: true }));
      }),
    };
  };
  document.addEventListener('submit', async (ev) => {
    const form = ev.target;
    if (navigator.onLine || ev.defaultPrevented || form.method !== 'post') return;
    ev.preventDefault();
    if (form.dataset.waiting) return;
    form.dataset.waiting = 1;
    const line = lineLost(form);
    while (!navigator.onLine) await line.back();
    delete form.dataset.waiting;
    line.note.remove();
    form.requestSubmit(ev.submitter);
  });

  /* ---- text goes first, photos follow one by one with its number and secret ---- */
  $$('form[data-photos]').forEach((form) => form.addEventListener('submit', async (ev) => {
    const input = $('input[type=file]', form);
    if (!input || !session) return;
    ev.preventDefault();
    if (form.dataset.waiting) return;
    form.dataset.waiting = 1;
    const headers = { Accept: 'application/json' };
    let answer;
    for (let line; !answer;) {
      sending(form); /* who waits for the line may go on writing */
      const body = new FormData(form);
      body.delete(input.name);
      /* The next page tells of this, not of the photos that follow. */
      answer = await get(form.action, { method: 'POST', body, headers: { ...headers, 'X-Page-Next': '1' } }).catch(() => null);
      if (answer) break;
      line = line || lineLost(form);
      await line.back();
    }
    const files = [...input.files];
    const taken = answer.ok ? await answer.json() : null;
    if (!taken || !taken.secret) { form.submit(); return; }
    /* The server has it: what was typed leaves this device at once, photos or not. */
    if (local) dropDraft(keyOf(form));
    const go = () => location.assign(taken.location);
    const send = async (list) => {
      const left = [];
      if (list.length) announce(form.dataset.photosText);
      for (const file of list) {
        const one = new FormData();
        one.append('number', taken.number);
        one.append('secret', taken.secret);
        one.append(input.name, file);
        const got = await get(form.dataset.photos, { method: 'POST', body: one, headers }).catch(() => null);
        if (!got || !got.ok) left.push({ file, why: got && got.status === 422 ? (await got.json()).problems[0].message : '' });
      }
      if (!left.length) { go(); return; }
      /* The report is safe; what did not arrive is said, with why, and can be sent again if that may help. */
      const words = form.dataset.photosFailed.replace('{0}', left.length);
      const again = make('button', { type: 'button', className: 'btn primary', textContent: form.dataset.photosAgain });
      const on = make('button', { type: 'button', className: 'btn', textContent: form.dataset.photosOn, onclick: go });
      const more = left.filter((l) => !l.why).map((l) => l.file);
      const acts = make('div', { className: 'acts' }, ...(more.length ? [again] : []), on);
      const note = make('div', { className: 'note warn', tabIndex: -1 }, make('div', {}, make('p', { className: 'note-title', textContent: `${taken.number}: ${words}` }), ...left.map((l) => make('p', { className: 'small', textContent: [l.file.name, l.why].filter(Boolean).join(': ') })), acts));
      again.onclick = () => { acts.remove(); send(more); };
      form.replaceChildren(note);
      note.focus();
      announce(words);
    };
    await send(files);
  }));

  /* ---- a big file goes piece by piece, and goes on where the line broke ---- */
  const PIECE = 1 << 19;
  const rest = (ms) => new Promise((done) => { setTimeout(done, ms); });
  $$('form[data-pieces]').forEach((form) => form.addEventListener('submit', async (ev) => {
    const input = $('input[type=file]', form);
    const file = input && input.files[0];
    if (!file || !$('[name=_csrf]', form)) return;
    ev.preventDefault();
    const headers = { Accept: 'application/json', 'X-Page-Next': '1' };
    /* What was said of it belongs to it: another source or kind is another import. */
    const said = [...new FormData(form)].filter(([name, value]) => name[0] !== '_' && typeof value === 'string').map(([, value]) => value);
    const under = `melaju.pieces ${file.name} ${file.size} ${file.lastModified} ${said.join(' ')}`;
    const bar = make('progress', { max: file.size, value: 0 });
    const line = make('p', { textContent: '' });
    const show = (words, at) => {
      bar.value = at;
      line.textContent = words.replace('{0}', Math.floor(at * 100 / file.size));
    };
    const state = async (id) => {
      const answer = await get(`${form.dataset.pieces}/${id}`, { headers }).catch(() => null);
      return answer && answer.ok ? (await answer.json()).import : null;
    };
    /* A file that was begun goes on, when the server still waits for it. */
    let id = local && local.getItem(under);
    let known = id && await state(id);
    if (!known || known.waits !== '1') {
      const body = new FormData(form);
      body.delete(input.name);
      body.set('name', file.name);
      body.set('size', file.size);
      const answer = await get(form.action, { method: 'POST', body, headers }).catch(() => null);
      if (!answer || !answer.ok) { form.submit(); return; }
      id = (await answer.json()).id;
      known = { taken: '0' };
      if (local) local.setItem(under, id);
    }
    /* A button that can't be pressed any more loses the focus, so it goes to what is said of the way. */
    const note = make('div', { className: 'note info', tabIndex: -1 }, make('div', {}, line, bar));
    form.append(note);
    show(form.dataset.piecesText, Number(known.taken));
    note.focus();
    $$('button', form).forEach((b) => { b.disabled = true; });
    announce(form.dataset.piecesText.replace('{0}', 0));
    for (let at = Number(known.taken), wait = 1000; at < file.size;) {
      show(form.dataset.piecesText, at);
      const body = new FormData();
      body.append('_csrf', $('[name=_csrf]', form).value);
      body.append('offset', at);
      body.append('piece', file.slice(at, at + PIECE), 'piece');
      const answer = await get(`${form.dataset.pieces}/${id}/bagian`, { method: 'POST', body, headers }).catch(() => null);
      if (answer && answer.ok) {
        at += PIECE;
        wait = 1000;
        continue;
      }
      if (answer && answer.status < 500 && answer.status !== 429) break;
      show(form.dataset.piecesBroken, at);
      await rest(wait);
      wait = Math.min(wait * 2, 30000);
      const now = await state(id);
      if (now) at = Number(now.taken);
    }
    if (local) local.removeItem(under);
    location.assign(`${form.dataset.pieces}/${id}`);
  }));
  /* ---- where this device is, into a field of coordinates ---- */
  if (navigator.geolocation && isSecureContext) $$('[data-here]').forEach((button) => {
    const field = document.getElementById(button.dataset.here);
    const words = button.nextElementSibling;
    button.hidden = false;
    button.onclick = () => navigator.geolocation.getCurrentPosition(({ coords }) => {
      field.value = `${coords.latitude.toFixed(5)},${coords.longitude.toFixed(5)}`;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      words.textContent = words.dataset.ok;
    }, () => { words.textContent = words.dataset.no; }, { enableHighAccuracy: true, timeout: 20000 });
  });

  /* ---- long selects: type to find (combobox with a listbox) ---- */
  const fold = (s) => s.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  $$('select[data-ahead]').forEach((select) => {
    const id = select.id;
    const box = make('input', { id, type: 'text', role: 'combobox', autocomplete: 'off', 'aria-expanded': 'false', 'aria-autocomplete': 'list', 'aria-controls': `${id}-list`, placeholder: select.options[0].textContent });
    ['aria-describedby', 'aria-invalid'].forEach((a) => select.hasAttribute(a) && box.setAttribute(a, select.getAttribute(a)));
    if (select.required) box.setAttribute('aria-required', 'true');
    const label = $(`label[for="${id}"]`);
    if (label) label.id = `${id}-l`;
    const list = make('div', { id: `${id}-list`, role: 'listbox', hidden: true, 'aria-labelledby': `${id}-l` });
    const wrap = make('div', { className: 'ahead' });
    select.id = `${id}-s`;
    select.hidden = true;
    select.before(wrap);
    wrap.append(box, list, select);
    let at = -1;
    const shown = () => $$('[role=option]', list);
    const chosenText = () => (select.value ? select.selectedOptions[0].textContent : '');
    const mark = (n) => {
      const all = shown();
      at = all.length ? (n + all.length) % all.length : -1;
      all.forEach((o, i) => o.setAttribute('aria-selected', String(i === at)));
      if (at < 0) return box.removeAttribute('aria-activedescendant');
      box.setAttribute('aria-activedescendant', all[at].id);
      return all[at].scrollIntoView({ block: 'nearest' });
    };
    const close = () => {
      list.hidden = true;
      box.setAttribute('aria-expanded', 'false');
      box.removeAttribute('aria-activedescendant');
      box.value = chosenText();
    };
    const pick = (option) => {
      select.value = option.dataset.value;
      select.dispatchEvent(new Event('input', { bubbles: true }));
      close();
    };
    const open = (all) => {
      const words = all ? [] : fold(box.value).split(/\s+/).filter(Boolean);
      let group = null;
      let into = list;
      list.textContent = '';
      [...select.options].filter((o) => o.value).forEach((o, i) => {
        const under = o.parentNode.label || '';
        if (!words.every((w) => fold(`${o.textContent} ${under}`).includes(w))) return;
        if (under !== group) {
          into = under ? make('div', { role: 'group', 'aria-label': under }, make('b', { 'aria-hidden': 'true', textContent: under })) : list;
          if (under) list.append(into);
        }
        group = under;
        const item = make('div', { id: `${id}-o${i}`, role: 'option', textContent: o.textContent, 'aria-selected': 'false' });
        item.dataset.value = o.value;
        into.append(item);
      });
      if (!list.childElementCount) {
        list.append(make('b', { textContent: say.tNone }));
        announce(say.tNone);
      }
      list.hidden = false;
      box.setAttribute('aria-expanded', 'true');
      mark(all ? Math.max(0, shown().findIndex((o) => o.dataset.value === select.value)) : 0);
    };
    box.value = chosenText();
    box.addEventListener('focus', () => box.select());
    box.addEventListener('click', () => open(true));
    box.addEventListener('input', (ev) => {
      ev.stopPropagation();
      if (!box.value) { select.value = ''; select.dispatchEvent(new Event('input', { bubbles: true })); }
      open(false);
    });
    box.addEventListener('blur', () => setTimeout(close, 120));
    list.addEventListener('mousedown', (ev) => {
      ev.preventDefault();
      const option = ev.target.closest('[role=option]');
      if (option) pick(option);
    });
    box.addEventListener('keydown', (ev) => {
      if (ev.key === 'ArrowDown' || ev.key === 'ArrowUp') {
        ev.preventDefault();
        if (list.hidden) open(true); else mark(at + (ev.key === 'ArrowDown' ? 1 : -1));
      } else if (ev.key === 'Enter' && !list.hidden && at >= 0) {
        ev.preventDefault();
        pick(shown()[at]);
      } else if (ev.key === 'Escape') close();
    });
    if (select.form) select.form.addEventListener('reset', () => setTimeout(close));
  });

  /* ---- live parts: the page is asked again and its parts are swapped ---- */
  const newest = (of) => Math.max(0, ...$$('[data-ring]', of).map((e) => Number(e.dataset.ring)));
  /* A page that shows what waits says what was heard; the others go on from there, or from their first look. */
  const shows = Boolean($('[data-part]'));
  let heard = shows ? newest() : Number(session?.getItem('ring') ?? -1);
  const hear = (n) => { heard = Math.max(heard, n); session?.setItem('ring', heard); };
  if (shows) hear(heard);
  const title = document.title;
  /* What is not part of the page stands above it until it is over: a link to what came, or to sign in. */
  const bar = (text, label, href) => {
    $('#kabar')?.remove();
    if (!text) return;
    document.body.append(make('p', { id: 'kabar' }, `${text} `, ...(label ? [make('a', { href, textContent: label })] : [])));
    announce(text);
  };
  const ring = () => {
    document.title = `● ${title}`;
    if (shows) announce(say.tNew); else bar(say.tNew, say.tLook, '/pemberitahuan');
    try {
      const audio = new AudioContext();
      const tone = audio.createOscillator();
      const loud = audio.createGain();
      tone.frequency.value = 660;
      loud.gain.setValueAtTime(0.12, audio.currentTime);
      loud.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.5);
      tone.connect(loud).connect(audio.destination);
      tone.start();
      tone.stop(audio.currentTime + 0.5);
    } catch { /* no sound before the first touch of the page */ }
  };
  addEventListener('focus', () => { document.title = title; });
  /* One-time keys and times left are new in every answer: by themselves they are no change to announce. */
  const words = (part) => part.innerHTML.replace(/name="_once" value="[^"]*"/g, '').replace(/(<time[^>]*>|data-tick="">)[^<]*/g, '$1');
  const same = (old, fresh) => words(old) === words(fresh);
  const swap = (old, fresh) => {
    if (!fresh || same(old, fresh) || old.contains(document.activeElement)) return false;
    old.replaceChildren(...document.importNode(fresh, true).childNodes);
    return true;
  };
  /* "3 jam lagi" counts down where it stands: whoever reads there keeps his place, and nothing is announced. */
  const tick = (old, fresh) => {
    const times = 'time, [data-tick]';
    const now = $$(times, fresh);
    $$(times, old).forEach((t, i) => { t.textContent = now[i].textContent; });
  };
  let etag = '';
  let missed = 0;
  let lost = false;
  let over = false;
  const work = $('#kemajuan');
  const refresh = async () => {
    /* Work that goes on is looked at by who sees it; what comes in is told behind other windows too. */
    if (over || (work && document.hidden)) return;
    const answer = await get(say.live, { headers: { 'HX-Request': 'true', ...(etag && { 'If-None-Match': etag }) } }).catch(() => null);
    over = Boolean(answer && answer.redirected);
    if (over) { document.title = `● ${title}`; bar(say.tOver, say.tSignIn, `/masuk?kembali=${encodeURIComponent(location.pathname)}`); }
    missed = answer ? 0 : missed + 1;
    if (missed === 3) bar(say.tCutOff); else if (!missed && lost) bar();
    lost = missed >= 3;
    if (!answer || answer.status !== 200 || over) return;
    etag = answer.headers.get('ETag') || '';
    const page = parse(await answer.text());
    const parts = $$('[data-part]').map((old) => [old, page.getElementById(old.id)]).filter(([, fresh]) => fresh);
    parts.filter(([old, fresh]) => same(old, fresh)).forEach(([old, fresh]) => tick(old, fresh));
    const changed = parts.filter(([old, fresh]) => swap(old, fresh));
    /* "Pembatalan dimulai." is no longer news once the work below has gone on. */
    if (done && changed.some(([old]) => old.id === 'kemajuan')) done.remove();
    /* Where the focus stands nothing is swapped yet; what came in is announced all the same, and asked for again. */
    if (parts.some(([old, fresh]) => !same(old, fresh))) etag = '';
    if (heard >= 0 && newest(page) > heard) ring(); else if (changed.length) announce(say.tUpdated);
    hear(newest(page));
  };
  /* Work that is going on is looked at more often than what waits; who comes back to the page is told at once. */
  if (say.live) {
    setInterval(refresh, work ? 2000 : 15000);
    document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(); });
    addEventListener('online', refresh);
  }

  /* ---- preview: what will happen, while the form is filled in ---- */
  const said = (of) => $$('[data-said]', of).map((e) => e.dataset.said).join('. ');
  $$('form[data-preview]').forEach((form) => {
    let wait = 0;
    let asked = 0;
    form.addEventListener('input', () => {
      clearTimeout(wait);
      wait = setTimeout(async () => {
        const aside = $('#pratinjau');
        const turn = ++asked;
        const body = new URLSearchParams([...new FormData(form)].filter(([, v]) => typeof v === 'string'));
        if (!aside) return;
        aside.setAttribute('aria-busy', 'true');
        const answer = await get(form.dataset.preview, { method: 'POST', body, headers: { 'HX-Request': 'true' } }).catch(() => null);
        if (turn !== asked) return;
        aside.removeAttribute('aria-busy');
        const before = said(aside);
        if (answer && answer.ok) swap(aside, parse(await answer.text()).getElementById('pratinjau'));
        if (said(aside) && said(aside) !== before) announce(said(aside));
      }, 300);
    });
  });

  /* ---- people: arrows lead from the box to those found and back ---- */
  document.addEventListener('keydown', (ev) => {
    const box = $('form[action="/warga"] input[name=q]');
    if (!box || (ev.key !== 'ArrowDown' && ev.key !== 'ArrowUp')) return;
    const stops = [box, ...$$('#pratinjau tbody tr').map((row) => $('a', row)).filter(Boolean)];
    const to = stops.indexOf(document.activeElement) + (ev.key === 'ArrowDown' ? 1 : -1);
    if (!stops.includes(document.activeElement) || !stops[to]) return;
    ev.preventDefault();
    stops[to].focus();
  });

  /* ---- whom a report is about: those who fit are offered while the name is typed ---- */
  $$('form input[name=who]').forEach((box) => {
    const select = box.form.elements.person;
    const [none, fresh] = [select.options[0], select.options[select.length - 1]];
    let wait = 0;
    let asked = 0;
    const offer = (people) => {
      const chosen = select.value;
      select.replaceChildren(none, ...people.map((p) => make('option', { value: p.id, textContent: [p.line, p.why].filter(Boolean).join(' · ') })), fresh);
      if ([...select.options].some((o) => o.value === chosen)) select.value = chosen;
      select.size = people.length ? people.length + 2 : 1;
      announce(people.map((p) => p.line).join('; '));
    };
    box.addEventListener('input', () => {
      clearTimeout(wait);
      wait = setTimeout(async () => {
        const turn = ++asked;
        const words = box.value.trim();
        const answer = words.length > 1 && await get(`/warga/ketik.json?q=${encodeURIComponent(words)}`).catch(() => null);
        if (turn === asked && (!answer || answer.ok)) offer(answer ? (await answer.json()).people.rows : []);
      }, 250);
    });
    box.addEventListener('keydown', (ev) => {
      if (ev.key !== 'ArrowDown' || select.size < 2) return;
      ev.preventDefault();
      select.focus();
      select.selectedIndex = 1;
    });
    select.addEventListener('change', () => { select.size = 1; });
  });

  /* ---- the session ends: five minutes' notice ---- */
  const warn = (left) => {
    setTimeout(() => {
      const stay = make('button', { type: 'button', className: 'btn primary', textContent: say.tStay });
      const box = make('dialog', { 'aria-labelledby': 'sesi-judul' },
        make('h2', { id: 'sesi-judul', textContent: say.tExpiring }), make('p', { textContent: say.tExpiringText }),
        make('div', { className: 'acts' }, stay));
      const go = async () => {
        box.remove();
        /* Without an account the button of the page gives more time, with one any request does. */
        const more = say.stay && $(`form[action="${say.stay}"]`);
        const answer = await (more ? fetch(more.action, { method: 'POST', body: new URLSearchParams(new FormData(more)) }) : get(location.href)).catch(() => null);
        const body = answer && answer.ok && parse(await answer.text()).body;
        const next = body && Number(body.dataset.sessionLeft);
        if (next > left || next > 300) warn(next);
      };
      stay.addEventListener('click', go);
      box.addEventListener('cancel', () => box.remove());
      document.body.append(box);
      box.showModal();
    }, Math.min(Math.max(0, left * 1000 - 3e5), 2 ** 31 - 1));
  };
  if (say.sessionLeft) warn(Number(say.sessionLeft));
  unfold();
})();
