# SPDX-License-Identifier: GPL-2.0-only
#
# make run     from a bare Debian 12 to a verdict on the targets
# make check   every test
# make bench   what retrying START costs
# make mutants do the cases find every planted defect? FULL=1: all by all
# make help    the rest
#
# O=DIR builds elsewhere; KERNELS, TARGETS and RUNFLAGS steer make run.

O		?= build
TARGETS		?= reference pds
KERNELS		?= debian-6.12
RUNFLAGS	?=
VERSION		:= 0.1.0

ifeq ($(origin CC),default)
CC		:= gcc
endif
CFLAGS		?= -O2 -g
WARNINGS	:= -Wall -Wextra -Werror -Wno-unused-parameter
STD		:= -std=gnu11

# What a bare Debian 12 needs. Guest kernels are downloaded and unpacked by
# vms/prepare, never installed.
PACKAGES	:= $(strip $(file <vms/packages))

# Other people's readers of our reports, and what the kernel's selftests want, for
# make check.
READERS		:= libxml2-utils python3-jsonschema cmark perl chromium rsync yamllint

SUITES		:= $(patsubst suites/%.c,%,$(sort $(wildcard suites/[0-9]*.c)))
# What measures and judges nothing; packed like a suite, but no case of a run.
BENCHES		:= $(patsubst suites/%.c,%,$(wildcard suites/bench-*.c))
# Programs that make a device write; docs/stimulus.md.
HELPERS		:= reference
SUITE_LIB	:= $(wildcard suites/lib/*.c suites/lib/stimulus/*.c)
# A folder a subject; the names of files are unique all over the harness.
ROOMS		:= $(filter-out harness/tests/,$(wildcard harness/*/))
# What of them a file may include: util/ knows of no other.
SEEN		= $(ROOMS)
HARNESS		:= $(filter-out %/main.c,$(wildcard $(ROOMS:%=%*.c)))
TESTS		:= $(patsubst harness/tests/%.c,%,$(wildcard harness/tests/test_*.c))

SUITE_BINS	:= $(SUITES:%=$(O)/suites/%)
BENCH_BINS	:= $(BENCHES:%=$(O)/suites/%)
HELPER_BINS	:= $(HELPERS:%=$(O)/suites/helper-%) $(O)/suites/helper-poke
SUITE_OBJS	:= $(SUITE_LIB:%.c=$(O)/obj/%.o)
ARM64_OBJS	:= $(SUITE_LIB:%.c=$(O)/arm64/obj/%.o)
ARM64_CC	?= aarch64-linux-gnu-gcc-12
HARNESS_OBJS	:= $(HARNESS:%.c=$(O)/obj/%.o)
TEST_BINS	:= $(TESTS:%=$(O)/tests/%)
RETRY		:= $(wildcard suites/lib/retry*.c)
ORACLE		:= $(patsubst %,suites/lib/%.c,oracle bitmap spans case)
MODEL		:= $(filter-out %_run.c %_check.c,$(wildcard suites/lib/model*.c)) \
		   suites/lib/rng.c
# A test of what judges must not itself read what is not there.
SANITIZE	:= -O2 -g -fsanitize=address,undefined -fno-sanitize-recover=all
KSELFTEST	:= $(O)/include/kselftest/kselftest_harness.h

# Only asked for where something is compiled: make run installs them first.
HARNESS_CFLAGS	= $(shell pkg-config --cflags jansson libarchive libxml-2.0 libmd)
HARNESS_FLAGS	= -D_GNU_SOURCE $(SEEN:%/=-I%) -I$(O) \
		   -DTRACKCERT_SOURCE='"$(CURDIR)"' \
		   -DTRACKCERT_BUILT='"$(abspath $(O))"' $(HARNESS_CFLAGS)
HARNESS_LIBS	= $(shell pkg-config --libs jansson libarchive libxml-2.0 libmd) -lm

# V=1 shows the commands.
ifneq ($(V),1)
Q		:= @
endif
say		= @printf "  %-6s %s\n" $(1) $(@:$(O)/%=%)

.PHONY: all suites-arm64 help deps run check check-lava check-local check-nested bench mutants lint format install uninstall clean FORCE
.DELETE_ON_ERROR:
.SECONDARY:

all: $(O)/trackcert $(O)/cases.jsonl $(O)/benches.jsonl $(HELPER_BINS)

help:
	@echo 'make            build the tool and the suites'
	@echo 'make run        install what is needed, build, certify $(TARGETS) on $(KERNELS)'
	@echo 'make check      install what is needed, build, run every test'
	@echo 'make check-lava  run the job of trackcert lava by LAVA itself, which is installed'
	@echo 'make check-local  trackcert run --local on a lab machine that a VM plays, and every stimulus'
	@echo 'make check-nested  trackcert run -t pci:BDF there: an NVMe controller passed through to a VM in a VM'
	@echo 'make bench      install what is needed, build, measure what retrying START costs'
	@echo 'make mutants    install what is needed, build, do the cases find every planted defect? FULL=1: the whole matrix'
	@echo 'make lint       rules, cases, targets and expectations agree; shellcheck'
	@echo 'make format     clang-format the C code in place'
	@echo 'make deps       install the packages only'
	@echo 'make install    DESTDIR and prefix (/usr/local) are honoured; uninstall undoes it'
	@echo 'O=DIR TARGETS="..." KERNELS="..." RUNFLAGS="..." MUTANTSFLAGS="..." are honoured'

deps:
	@vms/install-packages $(PACKAGES)

# One after the other, so that each says its part in peace.
run:
	@$(MAKE) --no-print-directory deps
	@$(MAKE) --no-print-directory $(KSELFTEST)
	@$(MAKE) --no-print-directory -j2 all
	@$(abspath $(O))/trackcert run $(TARGETS:%=-t %) $(KERNELS:%=-k %) \
		-o "$(abspath $(O))/runs/$$(date -u +%Y%m%dT%H%M%SZ)" $(RUNFLAGS)

check:
	@$(MAKE) --no-print-directory deps PACKAGES='$(PACKAGES) $(READERS)'
	@$(MAKE) --no-print-directory $(KSELFTEST)
	@$(MAKE) --no-print-directory -j2 all $(TEST_BINS) $(O)/tests/sample_folder
	@O="$(abspath $(O))" harness/tests/check

bench:
	@$(MAKE) --no-print-directory deps
	@$(MAKE) --no-print-directory $(KSELFTEST)
	@$(MAKE) --no-print-directory -j2 all $(O)/tests/sample_folder
	@O="$(abspath $(O))" harness/tests/render
	@$(abspath $(O))/trackcert bench retry $(KERNELS:%=-k %) \
		-o "$(abspath $(O))/runs/bench-$$(date -u +%Y%m%dT%H%M%SZ)"

# The folder of the last one is called mutants.
mutants:
	@$(MAKE) --no-print-directory deps
	@$(MAKE) --no-print-directory $(KSELFTEST)
	@$(MAKE) --no-print-directory -j2 all
	@dir="$(abspath $(O))/runs/mutants-$$(date -u +%Y%m%dT%H%M%SZ)"; \
		mkdir -p "$${dir%/*}" && ln -sfn "$$dir" "$(abspath $(O))/mutants" && \
		$(abspath $(O))/trackcert mutants -o "$$dir" $(if $(filter-out 0,$(FULL)),--full) $(MUTANTSFLAGS)

# LAVA's own schema and dispatcher read the job of trackcert lava: some 40 packages.
check-lava:
	@$(MAKE) --no-print-directory deps PACKAGES='$(PACKAGES) lava-common lava-dispatcher'
	@$(MAKE) --no-print-directory $(KSELFTEST)
	@$(MAKE) --no-print-directory -j2 all
	@O="$(abspath $(O))" harness/tests/check lava

# A VM plays the lab machine, and trackcert runs in it; helpers right and wrong.
check-local:
	@$(MAKE) --no-print-directory deps
	@$(MAKE) --no-print-directory $(KSELFTEST)
	@$(MAKE) --no-print-directory -j2 all
	@O="$(abspath $(O))" harness/tests/check local stimulus

# That machine passes its NVMe controller, and a VF, through to a VM of its own.
check-nested:
	@$(MAKE) --no-print-directory deps
	@$(MAKE) --no-print-directory $(KSELFTEST)
	@$(MAKE) --no-print-directory -j2 all
	@O="$(abspath $(O))" harness/tests/check nested

lint: all
	@$(O)/trackcert lint
	@harness/tests/shellcheck

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

clean:
	rm -rf $(O)

# The harness: compiled like any program. Paths of this tree are built in,
# TRACKCERT_SOURCE and TRACKCERT_OBJECTS replace them at run time.
$(O)/version.h: FORCE
	@mkdir -p $(@D)
	@commit=$$(if [ -e .git ]; then git describe --always --dirty --abbrev=12; \
		else grep -Ex "[0-9a-f]{40}" .version; fi 2>/dev/null || echo unknown); \
	printf '#define TRACKCERT_VERSION "%s"\n#define TRACKCERT_COMMIT "%s"\n' \
		'$(VERSION)' "$$commit" >$@.new; \
	if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

$(O)/obj/harness/util/%.o $(O)/obj/install/%.o: SEEN = harness/util/

$(O)/obj/harness/%.o: harness/%.c | $(O)/version.h
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(STD) $(CFLAGS) $(WARNINGS) $(HARNESS_FLAGS) -MMD -MP -c -o $@ $<

$(O)/trackcert: $(HARNESS_OBJS) $(O)/obj/harness/cmd/main.o
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) -o $@ $^ $(HARNESS_LIBS)

$(O)/tests/%: harness/tests/%.c $(HARNESS_OBJS)
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(STD) $(CFLAGS) $(WARNINGS) -Iharness/tests $(HARNESS_FLAGS) \
		-MMD -MP -MF $@.d -o $@ $< $(HARNESS_OBJS) $(HARNESS_LIBS) -lcmocka

# What the suites decide without a kernel; nothing of the harness is in it.
$(O)/tests/test_oracle: harness/tests/test_oracle.c $(ORACLE)
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(STD) $(SANITIZE) $(WARNINGS) -Isuites/lib -Iharness/tests \
		-MMD -MP -MF $@.d -o $@ $(filter %.c,$^) -lcmocka

$(O)/tests/test_retry: harness/tests/test_retry.c $(RETRY)
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(STD) $(SANITIZE) $(WARNINGS) -D_GNU_SOURCE -Isuites/lib \
		-MMD -MP -MF $@.d -o $@ $(filter %.c,$^) -lcmocka

$(O)/tests/test_model: harness/tests/test_model.c $(MODEL) $(ORACLE)
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(STD) $(SANITIZE) $(WARNINGS) -Isuites/lib -Iharness/tests \
		-MMD -MP -MF $@.d -o $@ $(filter %.c,$^) -lcmocka

$(O)/tests/test_external: harness/tests/test_external.c $(SUITE_OBJS)
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(STD) $(CFLAGS) $(WARNINGS) -D_GNU_SOURCE -Isuites/lib -Iharness/tests \
		-MMD -MP -MF $@.d -o $@ $< $(SUITE_OBJS) -lcmocka -lpthread

# The suites: static, because they run in a guest that has no C library.
$(KSELFTEST):
	@vms/kselftest $(abspath $(O))

SUITE_FLAGS	:= -Isuites -Isuites/lib -Ifixtures/modules -I$(O)/include/kselftest

$(O)/obj/suites/%.o: suites/%.c $(KSELFTEST)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(STD) $(CFLAGS) $(WARNINGS) $(SUITE_FLAGS) -MMD -MP -c -o $@ $<

$(O)/suites/helper-poke: suites/helpers/poke
	@mkdir -p $(@D)
	$(Q)install $< $@

$(O)/suites/helper-%: $(O)/obj/suites/helpers/%.o
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) -static -o $@ $^

$(O)/suites/%: $(O)/obj/suites/%.o $(SUITE_OBJS)
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) -static -o $@ $^ -lpthread

# The same for a guest of another architecture: vms/prepare asks for them. The
# list of cases is the host's.
suites-arm64: $(patsubst %,$(O)/arm64/suites/%,$(SUITES) $(BENCHES) $(notdir $(HELPER_BINS)))

$(O)/arm64/obj/suites/%.o: suites/%.c $(KSELFTEST)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(ARM64_CC) $(STD) $(CFLAGS) $(WARNINGS) $(SUITE_FLAGS) -MMD -MP -c -o $@ $<

$(O)/arm64/suites/helper-poke: suites/helpers/poke
	@mkdir -p $(@D)
	$(Q)install $< $@

$(O)/arm64/suites/helper-%: $(O)/arm64/obj/suites/helpers/%.o
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(ARM64_CC) $(CFLAGS) -static -o $@ $^

$(O)/arm64/suites/%: $(O)/arm64/obj/suites/%.o $(ARM64_OBJS)
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(ARM64_CC) $(CFLAGS) -static -o $@ $^ -lpthread

$(O)/cases.jsonl: $(SUITE_BINS)
	@for suite in $^; do $$suite --cases || exit 1; done >$@

$(O)/benches.jsonl: $(BENCH_BINS)
	@mkdir -p $(@D)
	@: >$@; for bench in $^; do $$bench --cases >>$@ || exit 1; done

# An installed copy: the tool with its own paths, the suites, and what vms/ needs
# to make kernels ready. Kernels themselves are each user's, in the cache.
prefix		?= /usr/local
bindir		?= $(prefix)/bin
libdir		?= $(prefix)/lib
datadir		?= $(prefix)/share
mandir		?= $(datadir)/man
INSTALL_DIRS	:= fixtures suites vms docs

$(O)/obj/install/paths.o: harness/util/paths.c FORCE
	@mkdir -p $(@D)
	$(Q)$(CC) $(STD) $(CFLAGS) $(WARNINGS) -D_GNU_SOURCE $(SEEN:%/=-I%) -I$(O) \
		-DTRACKCERT_INSTALLED -DTRACKCERT_SOURCE='"$(datadir)/trackcert"' \
		-DTRACKCERT_BUILT='"$(libdir)/trackcert"' $(HARNESS_CFLAGS) -c -o $@ $<

$(O)/install/trackcert: $(filter-out %/paths.o,$(HARNESS_OBJS)) \
		$(O)/obj/harness/cmd/main.o $(O)/obj/install/paths.o
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) -o $@ $^ $(HARNESS_LIBS)

install: all $(O)/install/trackcert
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(libdir)/trackcert/suites \
		$(DESTDIR)$(datadir)/trackcert $(DESTDIR)$(mandir)/man1 \
		$(DESTDIR)$(datadir)/bash-completion/completions
	install $(O)/install/trackcert $(DESTDIR)$(bindir)/trackcert
	install -m 644 $(O)/cases.jsonl $(O)/benches.jsonl $(DESTDIR)$(libdir)/trackcert
	install $(SUITE_BINS) $(BENCH_BINS) $(HELPER_BINS) $(DESTDIR)$(libdir)/trackcert/suites
	install -m 644 CONFORMANCE.md LICENSE $(DESTDIR)$(datadir)/trackcert
	sed -n 's/.*COMMIT "\(.*\)"/\1/p' $(O)/version.h >$(DESTDIR)$(datadir)/trackcert/.version
	tar -c --exclude=fixtures/transcripts $(INSTALL_DIRS) | tar -x --no-same-owner -C $(DESTDIR)$(datadir)/trackcert
	install -m 644 docs/trackcert.1 $(DESTDIR)$(mandir)/man1
	install -m 644 docs/trackcert.bash \
		$(DESTDIR)$(datadir)/bash-completion/completions/trackcert

uninstall:
	rm -f $(DESTDIR)$(bindir)/trackcert $(DESTDIR)$(mandir)/man1/trackcert.1 \
		$(DESTDIR)$(datadir)/bash-completion/completions/trackcert
	rm -rf $(DESTDIR)$(libdir)/trackcert $(DESTDIR)$(datadir)/trackcert

-include $(shell find $(O) -name '*.d' 2>/dev/null)
