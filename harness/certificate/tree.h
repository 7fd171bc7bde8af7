/* SPDX-License-Identifier: GPL-2.0-only */
/* The tree that the tool was built from. */
#ifndef TRACKCERT_TREE_H
#define TRACKCERT_TREE_H

/**
 * tree_check() - is it as somebody committed or released it?
 * @what: receives TREE_COMMITTED or TREE_RELEASED
 *
 * In a git tree: nothing is changed, nothing is there that git does not know,
 * and the tool was built from the commit that is checked out. Elsewhere: the
 * file .version names the commit that the tool was built from; git-archive(1)
 * puts it there.
 *
 * Return: an exit status, after a line on stderr when it is not 0.
 */
int tree_check(const char **what);

#endif
