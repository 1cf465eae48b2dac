/* Melaju: passkeys. Where this does not run, or the browser has none, its forms stay hidden. */
(() => {
  'use strict';
  const digits = /^[\d.]+$|^\[/; /* an address in digits has no passkeys */
  if (!window.PublicKeyCredential || !navigator.credentials || !isSecureContext || digits.test(location.hostname)) return;
  const bytes = (s) => Uint8Array.from(atob(s.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

  /* A new one, as the page says. */
  const make = async (given) => {
    const options = JSON.parse(given);
    options.challenge = bytes(options.challenge);
    options.user.id = bytes(options.user.id);
    options.excludeCredentials.forEach((c) => { c.id = bytes(c.id); });
    const { response } = await navigator.credentials.create({ publicKey: options });
    return { client: response.clientDataJSON, data: response.getAuthenticatorData() };
  };
  /* One of those that the person has for this house: the browser asks which. */
  const use = async (path) => {
    const answer = await fetch(path, { method: 'POST', credentials: 'same-origin', headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new Error(answer.status);
    const options = await answer.json();
    options.challenge = bytes(options.challenge);
    const { rawId, response: r } = await navigator.credentials.get({ publicKey: options });
    return { credential: rawId, handle: r.userHandle, client: r.clientDataJSON, data: r.authenticatorData, signature: r.signature };
  };

  document.querySelectorAll('[data-passkey-none]').forEach((e) => e.remove());
  document.querySelectorAll('form[data-passkey]').forEach((form) => {
    const said = form.querySelector('[data-no]');
    const button = form.querySelector('button');
    const given = form.dataset.passkey;
    form.hidden = false;
    form.addEventListener('submit', async (ev) => {
      ev.preventDefault();
      said.textContent = '';
      button.disabled = true;
      try {
        const filled = await (given.startsWith('/') ? use(given) : make(given));
        Object.entries(filled).forEach(([name, b]) => { form.elements[name].value = b ? text(b) : ''; });
        form.submit();
      } catch (e) {
        /* This device has one of this account already; or the person did not want to, or can't. */
        said.textContent = e.name === 'InvalidStateError' ? said.dataset.known : said.dataset.no;
        button.disabled = false;
      }
    });
  });
})();
