// tools/unused.mjs names what nothing uses, and leaves alone what is used in a roundabout way.
import test from 'node:test';
import assert from 'node:assert/strict';
import { unusedStatements, unusedTexts } from '../../tools/unused.mjs';

test('a text is said by its constant, its key, or what either begins with', () => {
	const keys = ['a.said', 'a.key', 'ready.one', 'watch.did.erase', 'help.head', 'a.lost', 'a.said_more'];
	const code = 'x(T_A_SAID); f("a.key"); #define R(x) T_READY_##x\n p("watch.did.%s"); p("help%s", dot);';
	assert.deepEqual(unusedTexts(keys, code), ['a.lost', 'a.said_more']);
});

test('a statement is asked by one of its functions or handed on by name', () => {
	const code = 'TRY(a_one(cx)); TRY(b_ahead(cx)); q = &sql_c; /* d */ e_onerous();';
	assert.deepEqual(unusedStatements(['a', 'b', 'c', 'd', 'e'], code), ['d', 'e']);
});
