// SPDX-License-Identifier: GPL-2.0-only
/* Small changes to a C file. */
#include "ctokens.h"
#include "mutate.h"
#include "test.h"

static char *any[] = { "*" };
static const struct strings all = { any, 1 };

static struct slips slips;
static char *text;

static void change(const char *source, const struct strings *functions)
{
	struct strings errors = { 0 };

	text = mutate(source, functions, &slips, &errors);
	assert_non_null(text);
	assert_int_equal(errors.n, 0);
}

static int change_end(void **state)
{
	slips_free(&slips);
	free(text);
	text = NULL;
	return 0;
}

static bool has(const char *name)
{
	for (size_t i = 0; i < slips.n; i++)
		if (!strcmp(slips.v[i].name, name))
			return true;
	return false;
}

static void assert_has(const char *name)
{
	if (has(name))
		return;
	for (size_t i = 0; i < slips.n; i++)
		print_message("got: %s\n", slips.v[i].name);
	fail_msg("no slip '%s'", name);
}

static void tokens_are_cut(void **state)
{
	struct tokens tokens;

	tokens_read("#define A \\\n  b\nx <<= 'a'; // c\n"
		    "/* d */ f(\"e\\\"\", 0x1f);\n",
		    &tokens);
	assert_int_equal(tokens.n, 11);
	assert_true(token_is(&tokens.v[0], "x"));
	assert_true(token_is(&tokens.v[1], "<<="));
	assert_int_equal(tokens.v[2].kind, TOKEN_TEXT);
	assert_int_equal(tokens.v[4].line, 4);
	assert_int_equal(tokens.v[5].pair, 9);
	assert_true(token_is(&tokens.v[6], "\"e\\\"\""));
	assert_int_equal(tokens.v[8].kind, TOKEN_NUMBER);
	tokens_free(&tokens);
}

static void conditions(void **state)
{
	change("static int f(int a)\n{\n\tif (a < 2)\n\t\tg();\n}\n", &all);
	assert_has("f: a < 2 => a <= 2");
	assert_has("f: a < 2 => a < (2 + 1)");
	assert_has("f: a < 2 => 0");
	assert_has("f: a < 2 => 1");
	assert_has("f: g(); => ;");
	assert_int_equal(slips.n, 5);
	assert_int_equal(slips.v[0].line, 3);
	assert_non_null(strstr(text, "if ((\nmutant_on(1) ? (a <= 2) :\n"));
	assert_non_null(strstr(text, "(a < 2)))"));
	assert_non_null(strstr(text, "{ \nif (mutant_on(5)) { ; } else\n"
				     "{ g(); } }"));
}

static void operators_need_two_operands(void **state)
{
	change("void f(int *a, int b)\n{\n\tb = -b + *a & b;\n}\n", &all);
	assert_has("f: b = -b + *a & b; => b = -b - *a & b;");
	assert_has("f: b = -b + *a & b; => b = -b + *a | b;");
	assert_has("f: b = -b + *a & b; => ;");
	assert_int_equal(slips.n, 3);
}

static void errors_become_successes(void **state)
{
	change("int f(void)\n{\n\treturn -EINVAL;\n}\n", &all);
	assert_has("f: return -EINVAL; => return 0;");
	assert_int_equal(slips.n, 1);
}

static void locks_go_together(void **state)
{
	change("void f(void)\n{\n\tmutex_lock(&l);\n\tg();\n"
	       "\tmutex_unlock(&l);\n}\n",
	       &all);
	assert_has("f: locks => none");
	assert_int_equal(slips.n, 2);
	assert_non_null(strstr(text, "if (!mutant_on(1)) { mutex_lock(&l); }"));
	assert_non_null(
		strstr(text, "if (!mutant_on(1)) { mutex_unlock(&l); }"));
}

static void same_names_are_numbered(void **state)
{
	change("void f(void)\n{\n\tg();\n\tg();\n}\n", &all);
	assert_has("f: g(); => ;");
	assert_has("f: g(); => ; #2");
}

static void loops_and_declarations(void **state)
{
	change("int f(int n)\n{\n\tint i, k = n - 1;\n\n"
	       "\tfor (i = 0; i < n; i++)\n\t\tk += i;\n"
	       "\tlist_for_each(i, n) {\n\t\th();\n\t}\n"
	       "\tdo {\n\t\ti++;\n\t} while (i != n);\n\treturn k;\n}\n",
	       &all);
	assert_has("f: n - 1 => n + 1");
	assert_has("f: i < n => i <= n");
	assert_has("f: k += i; => k -= i;");
	assert_has("f: h(); => ;");
	assert_has("f: i != n => i == n");
	/* what starts and steps a loop stays, or it would only hang */
	assert_false(has("f: i = 0 => i = (0 + 1)"));
}

static void only_what_is_asked_for(void **state)
{
	static const char source[] = "int one(void)\n{\n\treturn 1;\n}\n"
				     "int two(void)\n{\n\treturn 2;\n}\n";
	char *names[] = { "t*", "three" };
	struct strings functions = { names, 1 }, errors = { 0 };

	change(source, &functions);
	assert_int_equal(slips.n, 1);
	assert_has("two: return 2; => return (2 + 1);");
	slips_free(&slips);
	functions.n = 2;
	assert_null(mutate(source, &functions, &slips, &errors));
	assert_error(&errors, "three");
	strings_free(&errors);
}

static void planted_defects_are_left_out(void **state)
{
	change("void f(int err)\n{\n\tif (defect_is(X))\n\t\tg(1);\n"
	       "\tif (err && defect_is(Y))\n\t\th(1);\n\tk();\n}\n",
	       &all);
	assert_int_equal(slips.n, 1);
	assert_has("f: k(); => ;");
}

static void without_them_nothing_is_lost(void **state)
{
	change("void f(void)\n{\n\tif (!defect_is(X))\n\t\tk();\n}\n", &all);
	assert_int_equal(slips.n, 2);
	assert_has("f: !defect_is(X) => 0");
	assert_has("f: k(); => ;");
}

static void so_are_names_of_theirs(void **state)
{
	char *names[] = { "*", "-bend_*" };
	const struct strings functions = { names, 2 };

	change("void f(int err)\n{\n\tif (bend_it(1))\n\t\tg(1);\n"
	       "\tif (!bend_it(2))\n\t\tg(2);\n"
	       "\tbend_down(2);\n\tk();\n}\n",
	       &functions);
	assert_int_equal(slips.n, 1);
	assert_has("f: k(); => ;");
}

static void switch_is_there_before_its_use(void **state)
{
	static const char first[] = "#include <a.h>\n#include \"b.h\"\n";
	const char *declared;

	change("#include <a.h>\n#include \"b.h\"\nvoid f(void)\n{\n\tk();\n}\n"
	       "static void g(void)\n{\n}\n",
	       &all);
	declared = strstr(text, "#define mutant_on");
	assert_non_null(declared);
	assert_true(declared < strstr(text, "mutant_on(1)"));
	assert_memory_equal(text, first, strlen(first));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tokens_are_cut),
		cmocka_unit_test_teardown(conditions, change_end),
		cmocka_unit_test_teardown(operators_need_two_operands,
					  change_end),
		cmocka_unit_test_teardown(errors_become_successes, change_end),
		cmocka_unit_test_teardown(locks_go_together, change_end),
		cmocka_unit_test_teardown(same_names_are_numbered, change_end),
		cmocka_unit_test_teardown(loops_and_declarations, change_end),
		cmocka_unit_test_teardown(only_what_is_asked_for, change_end),
		cmocka_unit_test_teardown(switch_is_there_before_its_use,
					  change_end),
		cmocka_unit_test_teardown(planted_defects_are_left_out,
					  change_end),
		cmocka_unit_test_teardown(without_them_nothing_is_lost,
					  change_end),
		cmocka_unit_test_teardown(so_are_names_of_theirs, change_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
