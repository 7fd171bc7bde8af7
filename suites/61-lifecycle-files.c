// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who holds the device: several files of it, other processes, processes that
 * die, and a driver that is taken away meanwhile.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "lib/suite.h"
#include "lib/helper.h"

SUITE(lifecycle);

static int report_all_raw(struct bench *b, int fd, void *bitmap)
{
	return __tracker_report(fd, BENCH_IOVA, BENCH_PAGES * b->page, b->page,
				bitmap);
}

/* Is the tracker on? Only asked of a tracker whose log nobody needs. */
static bool is_on(struct bench *b, int fd)
{
	uint64_t bits[BENCH_PAGES / 64] = { 0 };

	return !report_all_raw(b, fd, bits);
}

/* The rest of a case: the tracker is off, and works. */
static int starts_and_tracks(struct bench *b)
{
	int ret;

	if (is_on(b, b->dev.fd))
		return -EBUSY;
	ret = __bench_start(b);
	if (ret)
		return ret;
	bench_touch(b, 4);
	bench_touch_random(b, 8, BENCH_PAGES);
	return __bench_report_all(b);
}

/* One process opens the device and tracks; what it is told to do then. */
static int track_in_helper(struct helper *h, struct bench *b)
{
	bench_reopen(b);
	if (__bench_start(b))
		return 1;
	bench_touch(b, 2);
	helper_say_ready(h);
	return 0;
}

static int track_and_wait(struct helper *h, void *arg)
{
	int ret = track_in_helper(h, arg);

	if (!ret)
		pause();
	return ret;
}

static int track_and_exit(struct helper *h, void *arg)
{
	return track_in_helper(h, arg);
}

static int track_and_report(struct helper *h, void *arg)
{
	struct bench *b = arg;
	int ret = track_in_helper(h, b);

	while (!ret && is_on(b, b->dev.fd))
		;
	return ret ? ret : 2;
}

static int start_and_stop_for_ever(struct helper *h, void *arg)
{
	struct bench *b = arg;

	bench_reopen(b);
	for (int i = 0; !__bench_start(b); i++) {
		if (i == 3)
			helper_say_ready(h);
		if (__bench_stop(b))
			break;
	}
	return 1;
}

static bool kill_tracking_helper(struct bench *b,
				 int (*main)(struct helper *h, void *arg))
{
	struct helper h;
	bool tracked;

	helper_run(&h, main, b);
	tracked = helper_wait_ready(&h);
	helper_kill(&h);
	return tracked;
}

CASE(lifecycle, killed_process,
     .says = "a process killed while it tracks leaves a tracker that is off and works",
     .rules = "VDT-STATE-060", .needs = "write",
     .after = "lifecycle/last-close-stops lifecycle/start-after-reopen",
     .fails_on = "reference,defect=keep-on-close")
{
	bench_leave(b);
	ASSERT_TRUE(kill_tracking_helper(b, track_and_wait));
	bench_reopen(b);
	ASSERT_EQ(0, starts_and_tracks(b));
}

CASE(lifecycle, killed_in_report,
     .says = "a process killed amid its REPORTs leaves a tracker that is off and works",
     .rules = "VDT-STATE-060", .needs = "write",
     .after = "lifecycle/last-close-stops lifecycle/start-after-reopen",
     .fails_on = "reference,defect=keep-on-close")
{
	for (int i = 0; i < 3; i++) {
		bench_leave(b);
		ASSERT_TRUE(kill_tracking_helper(b, track_and_report));
		bench_reopen(b);
		ASSERT_EQ(0, starts_and_tracks(b));
		ASSERT_EQ(0, __bench_stop(b));
	}
}

CASE(lifecycle, killed_in_start,
     .says = "a process killed amid STARTs and STOPs leaves a tracker that is off and works",
     .rules = "VDT-STATE-060", .needs = "write",
     .after = "lifecycle/last-close-stops lifecycle/start-after-reopen",
     .fails_on = "reference,defect=keep-on-close")
{
	for (int i = 0; i < 6; i++) {
		bench_leave(b);
		ASSERT_TRUE(kill_tracking_helper(b, start_and_stop_for_ever));
		bench_reopen(b);
		ASSERT_EQ(0, starts_and_tracks(b));
		ASSERT_EQ(0, __bench_stop(b));
	}
}

CASE(lifecycle, process_exits_without_stop,
     .says = "a process that exits without STOP leaves a tracker that is off and works",
     .rules = "VDT-STATE-060", .needs = "write",
     .after = "lifecycle/last-close-stops lifecycle/start-after-reopen",
     .fails_on = "reference,defect=keep-on-close")
{
	struct helper h;

	bench_leave(b);
	helper_run(&h, track_and_exit, b);
	ASSERT_EQ(0, helper_wait(&h));
	bench_reopen(b);
	ASSERT_EQ(0, starts_and_tracks(b));
}

CASE(lifecycle, many_reopenings,
     .says = "eight times in a row, START, write, REPORT and a close without STOP work alike",
     .rules = "VDT-STATE-060", .needs = "write", .timeout = 60,
     .after = "lifecycle/last-close-stops lifecycle/start-after-reopen",
     .fails_on = "reference,defect=keep-on-close")
{
	for (int i = 0; i < 8; i++) {
		ASSERT_EQ(0, starts_and_tracks(b));
		bench_touch(b, 10 + i);
		bench_reopen(b);
	}
}

/* Inherited files: the helper was forked with the device open. */
static int report_inherited(struct helper *h, void *arg)
{
	struct bench *b = arg;

	return __bench_report_all(b) ? 1 : 0;
}

static int start_inherited(struct helper *h, void *arg)
{
	struct bench *b = arg;

	return __bench_start(b) ? 1 : 0;
}

static int stop_inherited(struct helper *h, void *arg)
{
	struct bench *b = arg;

	return __bench_stop(b) ? 1 : 0;
}

static int close_inherited(struct helper *h, void *arg)
{
	struct bench *b = arg;

	device_close(&b->dev);
	return 0;
}

CASE(lifecycle, child_reports,
     .says = "a child reports by an inherited file what its parent tracks",
     .rules = "VDT-STATE-070", .needs = "write",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=per-process")
{
	struct helper h;

	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 20, BENCH_PAGES);
	helper_run(&h, report_inherited, b);
	ASSERT_EQ(0, helper_wait(&h));
	/* Reported is reported, whoever asked. */
	oracle_start(&b->oracle,
		     &(range_t){ BENCH_IOVA, BENCH_PAGES * b->page }, 1,
		     b->page, b->oracle.page_size);
	bench_touch_random(b, 20, BENCH_PAGES);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, child_starts,
     .says = "what a child started by an inherited file goes on when the child has ended",
     .rules = "VDT-STATE-070", .needs = "write",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=per-process")
{
	range_t all = bench_range(b, 0, BENCH_PAGES);
	struct helper h;

	helper_run(&h, start_inherited, b);
	ASSERT_EQ(0, helper_wait(&h));
	oracle_start(&b->oracle, &all, 1, b->page, b->page);
	bench_touch(b, 7);
	ASSERT_EQ(0, report_all_raw(b, b->dev.fd,
				    (uint64_t[BENCH_PAGES / 64]){ 0 }));
	ASSERT_NE(0, __bench_start(b));
}

CASE(lifecycle, child_stops,
     .says = "a child stops by an inherited file what its parent started",
     .rules = "VDT-STATE-070", .after = "lifecycle/stop-when-on",
     .fails_on = "reference,defect=per-process")
{
	struct helper h;

	ASSERT_EQ(0, __bench_start(b));
	helper_run(&h, stop_inherited, b);
	ASSERT_EQ(0, helper_wait(&h));
	ASSERT_FALSE(is_on(b, b->dev.fd));
}

CASE(lifecycle, child_closes,
     .says = "a child that closes its inherited files and ends leaves the tracker on",
     .rules = "VDT-STATE-070", .needs = "write",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=page-size-lie")
{
	struct helper h;

	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 20, BENCH_PAGES);
	helper_run(&h, close_inherited, b);
	ASSERT_EQ(0, helper_wait(&h));
	bench_touch_random(b, 20, BENCH_PAGES);
	ASSERT_EQ(0, __bench_report_all(b));
}

static int report_when_alone(struct helper *h, void *arg)
{
	struct bench *b = arg;
	int go = b->last.first; /* a pipe's end, see below */
	char byte;

	if (read(go, &byte, 1) != 1)
		return 2;
	return is_on(b, b->dev.fd) ? 0 : 1;
}

CASE(lifecycle, child_outlives_parents_files,
     .says = "when a parent closes its files, its child's inherited one still reports",
     .rules = "VDT-STATE-070", .after = "lifecycle/stop-when-on",
     .fails_on = "reference,defect=per-process")
{
	struct helper h;
	int ends[2], status;

	ASSERT_EQ(0, pipe(ends));
	ASSERT_EQ(0, __bench_start(b));
	b->last.first = ends[0];
	helper_run(&h, report_when_alone, b);
	bench_leave(b);
	ASSERT_EQ(1, write(ends[1], "g", 1));
	status = helper_wait(&h);
	/* The child's end was the last close. */
	bench_reopen(b);
	EXPECT_EQ(0, status);
	EXPECT_FALSE(is_on(b, b->dev.fd));
}

/* One end of a socket pair, for a process that has no file of the device. */
struct stranger {
	struct bench *bench;
	int socket;
};

static int receive_file(int socket)
{
	char byte, control[CMSG_SPACE(sizeof(int))];
	struct iovec io = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &io,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *header;
	int fd;

	if (recvmsg(socket, &message, 0) != 1)
		return -1;
	header = CMSG_FIRSTHDR(&message);
	if (!header || header->cmsg_type != SCM_RIGHTS)
		return -1;
	memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}

static bool send_file(int socket, int fd)
{
	char byte = 'f', control[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec io = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &io,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	return sendmsg(socket, &message, 0) == 1;
}

static int report_for_others(struct helper *h, void *arg)
{
	struct stranger *s = arg;
	uint8_t bits[BENCH_PAGES / 8] = { 0 };
	int fd = receive_file(s->socket);

	if (fd < 0)
		return 2;
	if (report_all_raw(s->bench, fd, bits))
		return 1;
	return write(s->socket, bits, sizeof(bits)) == sizeof(bits) ? 0 : 2;
}

CASE(lifecycle, passed_file,
     .says = "another process reports by a file that it was handed over a socket",
     .rules = "VDT-STATE-070", .needs = "write",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=per-process")
{
	struct window w = { BENCH_IOVA, BENCH_PAGES * b->page, b->page };
	struct stranger stranger = { .bench = b };
	struct bitmap map;
	struct helper h;
	int ends[2];

	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
	bench_leave(b);
	stranger.socket = ends[1];
	helper_run(&h, report_for_others, &stranger);
	bench_reopen(b);
	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 30, BENCH_PAGES);
	ASSERT_TRUE(send_file(ends[0], b->dev.fd));
	ASSERT_EQ(0, helper_wait(&h));
	bitmap_alloc(&map, BENCH_PAGES, 0);
	ASSERT_EQ((ssize_t)map.bytes, read(ends[0], map.data, map.bytes));
	ASSERT_TRUE(oracle_check(&b->oracle, &w, &map));
}

CASE(lifecycle, starters_file_closed,
     .says = "closing the file that started the tracker leaves it on for another one",
     .rules = "VDT-STATE-070", .needs = "group write",
     .after = "lifecycle/two-files-share-the-tracker",
     .fails_on = "reference,defect=page-size-lie")
{
	int second = device_open_again(&b->dev);

	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 21);
	close(b->dev.fd);
	b->dev.fd = second;
	bench_touch(b, 22);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, files_take_turns,
     .says = "windows reported by two files in turn add up to what was written",
     .rules = "VDT-STATE-070", .needs = "group write",
     .after = "lifecycle/two-files-share-the-tracker",
     .fails_on = "reference,defect=not-cleared")
{
	int files[] = { b->dev.fd, device_open_again(&b->dev) };

	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 60, BENCH_PAGES);
	for (int i = 0; i < 8; i++) {
		b->dev.fd = files[i % 2];
		ASSERT_EQ(0, __bench_report_pages(b, i * 128, 128));
	}
	b->dev.fd = files[0];
	ASSERT_EQ(0, __bench_report_all(b));
	close(files[1]);
}

CASE(lifecycle, second_file_of_a_running_tracker,
     .says = "a file opened while the tracker is on reports, stops and starts it",
     .rules = "VDT-STATE-070", .needs = "group write",
     .after = "lifecycle/two-files-share-the-tracker",
     .fails_on = "reference,defect=stop-keeps-logging")
{
	int first = b->dev.fd;

	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 3);
	b->dev.fd = device_open_again(&b->dev);
	bench_touch(b, 4);
	ASSERT_EQ(0, __bench_report_all(b));
	ASSERT_EQ(0, __bench_stop(b));
	ASSERT_FALSE(is_on(b, first));
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_TRUE(is_on(b, first));
	close(first);
}

CASE(lifecycle, reset_by_another_file,
     .says = "after a reset by a second file REPORT fails or has all writes, STOP and START work",
     .rules = "VDT-STATE-090", .needs = "group write reset",
     .after = "lifecycle/reset-loses-nothing-silently",
     .fails_on = "reference,defect=reset-forgets")
{
	int first = b->dev.fd, second = device_open_again(&b->dev);

	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 30);
	b->dev.fd = second;
	bench_reset(b);
	b->dev.fd = first;
	bench_touch(b, 31);
	ASSERT_NE(REPORT_WRONG, case_measured(__bench_report_all(b)));
	case_measured(__bench_stop(b));
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 32);
	ASSERT_EQ(0, __bench_report_all(b));
	close(second);
}

CASE(lifecycle, resets_in_a_row,
     .says = "after every one of three resets REPORT fails or has all writes",
     .rules = "VDT-STATE-090", .needs = "write reset",
     .after = "lifecycle/reset-loses-nothing-silently",
     .fails_on = "reference,defect=reset-forgets")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int i = 0; i < 3; i++) {
		bench_touch(b, 10 * i);
		bench_reset(b);
		bench_touch(b, 10 * i + 1);
	}
	ASSERT_NE(REPORT_WRONG, case_measured(__bench_report_all(b)));
}

/* The last part of what a link of the device's sysfs folder points to. */
static bool link_name(struct bench *b, const char *link, char *name)
{
	char path[PATH_MAX], target[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", b->dev.path, link);
	if (!realpath(path, target))
		return false;
	strcpy(name, strrchr(target, '/') + 1);
	return true;
}

/* As rmmod does it; in a process without files of the device. */
static int remove_module(struct helper *h, void *arg)
{
	struct bench *b = arg;
	char name[PATH_MAX];

	if (!link_name(b, "driver/module", name))
		return 99;
	device_close(&b->dev);
	if (!syscall(SYS_delete_module, name, O_NONBLOCK))
		return 98;
	return errno == EWOULDBLOCK ? 0 : errno % 97 + 1;
}

CASE(lifecycle, module_in_use,
     .says = "the driver's module cannot be removed while the device is open",
     .rules = "VDT-STATE-130",
     .fails_on = "reference,core_defect=module-not-held@core-defects")
{
	struct helper h;
	int status;

	helper_run(&h, remove_module, b);
	if (!helper_has_ended(&h, 5000, &status)) {
		/* It waits for us: let it, and the next case have an end. */
		bench_leave(b);
		helper_wait(&h);
		ASSERT_TRUE(!"the removal began");
	}
	ASSERT_NE(99, status);
	ASSERT_EQ(0, status);
}

/*
 * Unbind, which waits for the last close, and bind again. A session of its own
 * keeps it alive if the case runs out of time: the next case needs the device.
 */
static int write_name(int fd, const char *name)
{
	return write(fd, name, strlen(name)) == (ssize_t)strlen(name) ? 0 : -1;
}

/* How long unbinding is given to come back too early. */
#define UNBIND_MS 200

/**
 * struct unbinding - a driver that is being unbound
 * @bench: of the device
 * @helper: who does it
 * @go: pipe by which it is told to
 * @waited: did it have to wait for us?
 * @status: how it ended
 */
struct unbinding {
	struct bench *bench;
	struct helper helper;
	int go[2];
	bool waited;
	int status;
};

static int unbind_and_bind(struct helper *h, void *arg)
{
	struct unbinding *u = arg;
	const char *name = strrchr(u->bench->dev.path, '/') + 1;
	char path[PATH_MAX], byte;
	int driver, unbind, bind;

	setsid();
	snprintf(path, sizeof(path), "%s/driver", u->bench->dev.path);
	driver = open(path, O_PATH | O_DIRECTORY);
	unbind = openat(driver, "unbind", O_WRONLY);
	bind = openat(driver, "bind", O_WRONLY);
	close(u->go[1]);
	if (read(u->go[0], &byte, 1) != 1)
		return 3;
	helper_say_ready(h);
	if (write_name(unbind, name))
		return 1;
	return write_name(bind, name) ? 2 : 0;
}

/*
 * The helper is made while the device is closed: it must not have a file or a
 * mapping of it, or unbinding would wait for itself.
 */
static void unbind_prepare(struct bench *b, struct unbinding *u)
{
	u->bench = b;
	if (pipe(u->go))
		case_error("no pipe: %s", strerror(errno));
	bench_leave(b);
	helper_run(&u->helper, unbind_and_bind, u);
	bench_reopen(b);
}

static void unbind_begin(struct unbinding *u)
{
	if (write(u->go[1], "g", 1) != 1 || !helper_wait_ready(&u->helper))
		case_error("device: nobody is there to unbind it");
	u->waited = !helper_has_ended(&u->helper, UNBIND_MS, &u->status);
}

static void unbind_end(struct unbinding *u)
{
	struct bench *b = u->bench;

	bench_leave(b);
	if (u->waited)
		u->status = helper_wait(&u->helper);
	if (u->status)
		case_error("device: cannot be bound again after unbinding (%d)",
			   u->status);
	bench_reopen(b);
}

CASE(lifecycle, unbound_while_tracking,
     .says = "unbinding waits for the last close; bound again, the tracker is off and works",
     .rules = "VDT-STATE-140", .needs = "write",
     .after = "lifecycle/last-close-stops lifecycle/start-after-reopen",
     .fails_on = "reference,defect=unbind-leaks")
{
	struct unbinding u;

	unbind_prepare(b, &u);
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 2);
	unbind_begin(&u);
	unbind_end(&u);
	ASSERT_TRUE(u.waited);
	ASSERT_EQ(0, starts_and_tracks(b));
}

CASE(lifecycle, report_while_unbinding,
     .says = "while unbinding waits, REPORT fails or has all writes",
     .rules = "VDT-STATE-140", .needs = "write",
     .after = "lifecycle/last-close-stops lifecycle/start-after-reopen",
     .fails_on = "reference,defect=unbind-forgets")
{
	struct unbinding u;
	int ret;

	unbind_prepare(b, &u);
	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 20, BENCH_PAGES);
	unbind_begin(&u);
	ret = case_measured(__bench_report_all(b));
	unbind_end(&u);
	ASSERT_NE(REPORT_WRONG, ret);
}

CASE(lifecycle, start_while_unbinding,
     .says = "whatever START says while unbinding waits, bound again the tracker is off and works",
     .rules = "VDT-STATE-140", .needs = "write",
     .after = "lifecycle/last-close-stops lifecycle/start-after-reopen",
     .fails_on = "reference,defect=dirty-at-start")
{
	struct unbinding u;

	unbind_prepare(b, &u);
	unbind_begin(&u);
	case_measured(__bench_start(b));
	unbind_end(&u);
	ASSERT_EQ(0, starts_and_tracks(b));
}

/* The device's own file, bound to @iommufd; *@ret is what binding said. */
static int open_bound(const char *path, int iommufd, int *ret)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		case_error("device: %s does not open: %s", path,
			   strerror(errno));
	*ret = device_bind(fd, iommufd);
	return fd;
}

CASE(lifecycle, device_file_bound_twice,
     .says = "a device file of its own that is bound refuses a second bind with EINVAL",
     .rules = "VDT-STATE-150",
     .fails_on = "reference,core_defect=bound-twice@lab-core-defects")
{
	char path[PATH_MAX];
	int iommufd, first, second, ret;

	if (device_file(b->dev.path, path, sizeof(path)))
		SKIP(return, "the kernel has no device files of their own");
	iommufd = open("/dev/iommu", O_RDWR | O_CLOEXEC);
	if (iommufd < 0)
		SKIP(return, "the kernel has no /dev/iommu");
	bench_leave(b);
	first = open_bound(path, iommufd, &ret);
	ASSERT_EQ(0, ret);
	second = open_bound(path, iommufd, &ret);
	ASSERT_EQ(-EINVAL, ret);
	close(second);
	close(first);
}

SUITE_MAIN(lifecycle)
