import { openBrowser, openPage, signIn } from '/work/wt/browser/tests/browser/lib.mjs';
const server={base:'http://127.0.0.1:8151'};
const b=await openBrowser();
const [who,...paths]=process.argv.slice(2);
const p=await openPage(b,server);
if(who!=='-') await signIn(p,who);
for(const q of paths){ await p.goto(q); console.log('=====',q,p.url()); console.log(await p.locator('main').ariaSnapshot()); }
await b.close();
