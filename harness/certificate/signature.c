// SPDX-License-Identifier: GPL-2.0-only
/* Signatures of packages, made and checked by ssh-keygen(1). */
#include "signature.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "package.h"
#include "paths.h"
#include "util.h"

#define MAX_KEY_BYTES 65536

/* The principal that stands for the key of struct signers. */
#define KEY_PRINCIPAL "signer"

/*
 * Runs ssh-keygen -Y with these arguments, stdin from @input. Its words come
 * from both its outputs. Return: its exit status, or -errno.
 */
static int keygen(const char *const *arguments, const char *input,
		  struct strings *words)
{
	static const char script[] =
		"input=$1; shift; exec ssh-keygen -Y \"$@\" <\"$input\" 2>&1";
	struct strings argv = { 0 };
	int status;

	strings_add(&argv, "sh");
	strings_add(&argv, "-c");
	strings_add(&argv, script);
	strings_add(&argv, "sh");
	strings_add(&argv, input);
	for (; *arguments; arguments++)
		strings_add(&argv, *arguments);
	status = child_lines(&argv, words);
	for (size_t i = 0; i < words->n; i++)
		str_trim(words->v[i]); /* it ends lines as terminals do */
	strings_free(&argv);
	if (status == 127) { /* the shell's: there is no such program */
		complain("there is no ssh-keygen: install openssh-client");
		return -ENOENT;
	}
	if (status < 0)
		complain("ssh-keygen: %s", strerror(-status));
	return status;
}

static const char *last_word(const struct strings *words)
{
	return words->n ? words->v[words->n - 1] : "no reason given";
}

/* The one of its lines that tells why; what is behind the file's name. */
static const char *reason(const struct strings *words)
{
	for (size_t i = 0; i < words->n; i++) {
		const char *colon = strstr(words->v[i], ": key ");

		if (colon)
			return colon + 2;
	}
	return last_word(words);
}

int signature_make(const char *key, const char *path, char **error)
{
	const char *const arguments[] = {
		"sign", "-f", key, "-n", PACKAGE_NAMESPACE, path, NULL
	};
	char *made = xasprintf("%s.sig", path);
	struct strings words = { 0 };
	int status;

	*error = NULL;
	unlink(made); /* ssh-keygen would ask */
	status = keygen(arguments, "/dev/null", &words);
	if (status || access(made, R_OK))
		*error = xasprintf("cannot sign with %s: %s", key,
				   last_word(&words));
	strings_free(&words);
	free(made);
	return *error ? -EIO : 0;
}

struct check {
	char *manifest;
	char *signature;
	const char *allowed;
	char **principal;
	struct strings *findings;
};

/* Takes @words. */
static int refuse(struct check *check, const char *what, struct strings *words)
{
	strings_addf(check->findings, "%s: %s: %s", PACKAGE_SIGNATURE, what,
		     reason(words));
	strings_free(words);
	return 0;
}

/* Of whomever: does the signature belong to this MANIFEST at all? */
static int fit_check(struct check *check, bool *fits)
{
	const char *const arguments[] = { "check-novalidate", "-n",
					  PACKAGE_NAMESPACE,  "-s",
					  check->signature,   NULL };
	struct strings words = { 0 };
	int status = keygen(arguments, check->manifest, &words);

	*fits = !status;
	if (status > 0)
		return refuse(check, "is no signature of this MANIFEST",
			      &words);
	strings_free(&words);
	return status;
}

static int principal_find(struct check *check)
{
	const char *const arguments[] = { "find-principals", "-f",
					  check->allowed,    "-s",
					  check->signature,  NULL };
	struct strings words = { 0 };
	int status = keygen(arguments, "/dev/null", &words);
	bool expired = false;

	for (size_t i = 0; i < words.n; i++)
		expired |= strstr(words.v[i], "key has expired") ||
			   strstr(words.v[i], "key is not yet valid");
	if (status > 0)
		return refuse(check,
			      expired ? "the signer's key does not hold today"
				      : "is of a key that nobody allows",
			      &words);
	if (!status && words.n)
		*check->principal = xstrdup(words.v[0]);
	strings_free(&words);
	return status;
}

static int principal_check(struct check *check)
{
	const char *const arguments[] = { "verify",	     "-f",
					  check->allowed,    "-I",
					  *check->principal, "-n",
					  PACKAGE_NAMESPACE, "-s",
					  check->signature,  NULL };
	struct strings words = { 0 };
	int status = keygen(arguments, check->manifest, &words);

	if (!status) {
		strings_free(&words);
		return 0;
	}
	free(*check->principal);
	*check->principal = NULL;
	if (status > 0)
		return refuse(check, "is not one that its key may make",
			      &words);
	strings_free(&words);
	return status;
}

/* A file of allowed signers with nothing but a key in it. */
static int key_allow(const char *key, char *path)
{
	char *text, *line;
	int err = file_read(key, MAX_KEY_BYTES, &text, NULL), fd;

	if (!err && (strstr(text, "PRIVATE KEY") || !strchr(text, ' ')))
		err = -EINVAL;
	if (err) {
		complain("%s: %s", key,
			 err == -EINVAL ? "is not a public key"
					: strerror(-err));
		free(text);
		return err;
	}
	line = xasprintf(KEY_PRINCIPAL " %s\n", str_trim(text));
	fd = mkstemp(path);
	err = fd < 0 ? -errno : fd_write(fd, line, strlen(line));
	if (fd >= 0)
		close(fd);
	if (err)
		complain("%s: %s", path, strerror(-err));
	free(line);
	free(text);
	return err;
}

static int steps(struct check *check)
{
	bool fits = false;
	int err = fit_check(check, &fits);

	if (!err && fits)
		err = principal_find(check);
	if (!err && *check->principal)
		err = principal_check(check);
	return err;
}

int signature_check(const char *dir, const struct signers *signers,
		    char **principal, struct strings *findings)
{
	char made[] = "/tmp/trackcert-signers-XXXXXX";
	struct check check = { .allowed = signers->allowed,
			       .principal = principal,
			       .findings = findings };
	int err = 0;

	*principal = NULL;
	if (!signers->allowed) {
		err = key_allow(signers->key, made);
		check.allowed = made;
	} else if (access(signers->allowed, R_OK)) {
		err = -errno;
		complain("%s: %s", signers->allowed, strerror(-err));
	}
	check.manifest = path_join(dir, PACKAGE_MANIFEST);
	check.signature = path_join(dir, PACKAGE_SIGNATURE);
	if (!err && access(check.signature, F_OK))
		strings_add(findings, PACKAGE_SIGNATURE
			    ": is missing: nobody has signed the package");
	else if (!err)
		err = steps(&check);
	if (!signers->allowed)
		unlink(made);
	free(check.manifest);
	free(check.signature);
	return err;
}
