// SPDX-License-Identifier: GPL-2.0-only
/* The tree that the tool was built from. */
#include "tree.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "certify.h"
#include "child.h"
#include "paths.h"
#include "util.h"
#include "version.h"

/* Takes the words of one git command as @lines. 0 or not. */
static int git(const char *words, struct strings *lines)
{
	struct strings argv = { 0 };
	int status;

	strings_add(&argv, "git");
	strings_add(&argv, "-C");
	strings_add(&argv, paths_source());
	strings_split(&argv, words, " ");
	status = child_lines(&argv, lines);
	strings_free(&argv);
	return status;
}

static int changes_check(void)
{
	struct strings lines = { 0 };
	int status = git("status --porcelain", &lines);

	if (status)
		complain("git cannot tell whether %s is committed",
			 paths_source());
	else if (lines.n)
		complain("%s has changes that nobody committed: %zu, '%s' for "
			 "one; commit them first",
			 paths_source(), lines.n, str_trim(lines.v[0]));
	status = status || lines.n ? STATUS_USAGE : STATUS_OK;
	strings_free(&lines);
	return status;
}

/* Is what is checked out what the tool was built from? */
static int commit_check(void)
{
	struct strings head = { 0 }, built = { 0 };
	int status = STATUS_OK;

	if (git("rev-parse HEAD", &head) ||
	    git("rev-parse --verify --quiet " TRACKCERT_COMMIT "^{commit}",
		&built) ||
	    !head.n || !built.n || strcmp(head.v[0], built.v[0])) {
		complain("the tool was built from %s, but %s is at %.12s; say "
			 "make",
			 TRACKCERT_COMMIT, paths_source(),
			 head.n ? head.v[0] : "no commit");
		status = STATUS_USAGE;
	}
	strings_free(&head);
	strings_free(&built);
	return status;
}

/* Changes that the tool was built with cannot be undone by committing them. */
static int build_check(void)
{
	size_t len = strlen(TRACKCERT_COMMIT), end = strlen("-dirty");

	if (len < end || strcmp(TRACKCERT_COMMIT + len - end, "-dirty"))
		return STATUS_OK;
	complain("the tool was built from a tree with changes (%s): commit "
		 "them and say make",
		 TRACKCERT_COMMIT);
	return STATUS_USAGE;
}

static int release_check(void)
{
	char *path = path_join(paths_source(), ".version"), *text = NULL;
	int status = STATUS_USAGE;

	if (file_read(path, 4096, &text, NULL))
		complain("%s is neither a git tree nor a release, which has a "
			 "file .version",
			 paths_source());
	else if (strcmp(str_trim(text), TRACKCERT_COMMIT))
		complain("%s names release '%s', but the tool was built from "
			 "%s; say make",
			 path, str_trim(text), TRACKCERT_COMMIT);
	else
		status = STATUS_OK;
	free(text);
	free(path);
	return status;
}

int tree_check(const char **what)
{
	char *path = path_join(paths_source(), ".git");
	bool repository = !access(path, F_OK);
	int status = STATUS_OK;

	free(path);
	*what = repository ? TREE_COMMITTED : TREE_RELEASED;
	if (repository)
		status = changes_check();
	if (!status)
		status = build_check();
	if (!status)
		status = repository ? commit_check() : release_check();
	return status;
}
