#include "lib/testlib.h"

#include "platform/export/json.h"

#include <jansson.h>
#include <string.h>

static struct buf out;
static struct json j;

static int open_json(void **state)
{
	(void)state;
	buf_init(&out, 1 << 16);
	json_init(&j, &out);
	return 0;
}

static int close_json(void **state)
{
	(void)state;
	buf_release(&out);
	return 0;
}

static void members_are_separated_at_every_depth(void **state)
{
	(void)state;
	json_open(&j, NULL, '{');
	json_int(&j, "least", INT64_MIN);
	json_open(&j, "list", '[');
	json_open(&j, NULL, '{');
	json_close(&j, '}');
	json_bool(&j, NULL, false);
	json_text(&j, NULL, NULL);
	json_close(&j, ']');
	json_id(&j, "id", INT64_C(9007199254740993));
	json_id(&j, "none", 0);
	json_close(&j, '}');
	assert_string_equal(buf_str(&out),
			    "{\"least\":-9223372036854775808,\"list\":[{},false,null],"
			    "\"id\":\"9007199254740993\",\"none\":null}");
}

static void special_characters_are_escaped(void **state)
{
	(void)state;
	json_text(&j, NULL, "\"\\/\b\f\n\r\t\x01\x1f</b>é€😀 \xe2\x80\xa8\xe2\x80\xa9");
	assert_string_equal(
	    buf_str(&out),
	    "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\\u003c/b>é€😀 \\u2028\\u2029\"");
}

static void wrong_bytes_become_replacement_characters(void **state)
{
	(void)state;
	json_text(&j, NULL, "a\xff\xc3(\xed\xa0\x80\xe2\x80");
	assert_string_equal(buf_str(&out),
			    "\"a\\ufffd\\ufffd(\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\"");
}

/* jansson reads back every code point as it was written, in names too. */
static void another_reader_gets_the_same_text(void **state)
{
	char s[5];
	unsigned c;

	(void)state;
	for (c = 1; c < 0x110000; c += c < 0x3000 ? 1 : 997) {
		json_t *root;

		if (c >= 0xd800 && c < 0xe000)
			continue;
		memset(s, 0, sizeof(s));
		if (c < 0x80)
			s[0] = (char)c;
		else if (c < 0x800) {
			s[0] = (char)(0xc0 | c >> 6);
			s[1] = (char)(0x80 | (c & 63));
		} else if (c < 0x10000) {
			s[0] = (char)(0xe0 | c >> 12);
			s[1] = (char)(0x80 | (c >> 6 & 63));
			s[2] = (char)(0x80 | (c & 63));
		} else {
			s[0] = (char)(0xf0 | c >> 18);
			s[1] = (char)(0x80 | (c >> 12 & 63));
			s[2] = (char)(0x80 | (c >> 6 & 63));
			s[3] = (char)(0x80 | (c & 63));
		}
		buf_clear(&out);
		json_init(&j, &out);
		json_open(&j, NULL, '{');
		json_text(&j, s, s);
		json_close(&j, '}');
		root = json_loads(buf_str(&out), JSON_REJECT_DUPLICATES, NULL);
		assert_non_null(root);
		assert_string_equal(json_string_value(json_object_get(root, s)), s);
		json_decref(root);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, open_json, close_json)
		T(members_are_separated_at_every_depth),
		T(special_characters_are_escaped),
		T(wrong_bytes_become_replacement_characters),
		T(another_reader_gets_the_same_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
