import { openBrowser, openPage, signIn, startServer, broken } from '/work/wt/browser/tests/browser/lib.mjs';
const t0=Date.now(); const lap=(n)=>{console.log(n, Date.now()-t0)};
const [s,b]=await Promise.all([startServer({at:'2026-11-21T14:40:00Z'}),openBrowser()]); lap('start');
const p=await openPage(b,s); lap('page'); await signIn(p,'manajer'); lap('signin');
for(let i=0;i<3;i++){await p.goto('/'); lap('home');}
await p.goto('/laporan'); lap('laporan'); await p.goto('/laporan/baru'); lap('baru');
await p.goto('/kasus'); lap('kasus'); console.log(broken(s)); lap('broken');
await p.keyboard.press('/'); lap('/'); await p.keyboard.type('KS-ABCDEFGH'); lap('typed');
await b.close(); await s.stop();
