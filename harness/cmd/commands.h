/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands of the tool. Each takes its own arguments, argv[0] being
 * "trackcert COMMAND", and returns an exit status.
 */
#ifndef TRACKCERT_COMMANDS_H
#define TRACKCERT_COMMANDS_H

#include <stdbool.h>

int list_main(int argc, char **argv);
/** coverage_list() - the list "coverage" of trackcert list */
int coverage_list(bool json);

int describe_main(int argc, char **argv);
int run_main(int argc, char **argv);
int report_main(int argc, char **argv);
int compare_main(int argc, char **argv);
int merge_main(int argc, char **argv);
int matrix_main(int argc, char **argv);
int gate_main(int argc, char **argv);
int certify_main(int argc, char **argv);
int verify_main(int argc, char **argv);
int bench_main(int argc, char **argv);
int mutants_main(int argc, char **argv);
int export_main(int argc, char **argv);
int lava_main(int argc, char **argv);
int reproduce_main(int argc, char **argv);
int restore_main(int argc, char **argv);
int stimulus_main(int argc, char **argv);
int lint_main(int argc, char **argv);

#endif
