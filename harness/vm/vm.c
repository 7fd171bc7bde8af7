// SPDX-License-Identifier: GPL-2.0-only
/* A QEMU process with two pipes out of the guest and its own stderr. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "paths.h"
#include "util.h"
#include "vm.h"

int vm_arguments(const char *kernel, const char *accel, struct strings *argv)
{
	struct strings command = { 0 };
	int status;

	strings_take(&command, path_join(paths_source(), "vms/machine"));
	strings_add(&command, kernel);
	strings_add(&command, accel);
	status = child_lines(&command, argv);
	if (status && status != -EINTR)
		complain("%s %s %s failed", command.v[0], kernel, accel);
	strings_free(&command);
	return status && status != -EINTR ? -EIO : status;
}

/* "file=@DISK@,format=raw": commas in a value are doubled for QEMU */
static char *disk_place(const char *argument, const char *disk)
{
	static const char mark[] = "@DISK@";
	const char *at = strstr(argument, mark);
	char *path, *p, *out;

	if (!at)
		return xstrdup(argument);
	p = path = xcalloc(2 * strlen(disk) + 1, 1);
	for (; *disk; disk++) {
		if (*disk == ',')
			*p++ = ',';
		*p++ = *disk;
	}
	out = xasprintf("%.*s%s%s", (int)(at - argument), argument, path,
			at + strlen(mark));
	free(path);
	return out;
}

void vm_command(struct strings *argv, const struct strings *machine,
		const struct strings *devices, const struct vm_places *places)
{
	strings_copy(argv, machine);
	for (size_t i = 0; i < devices->n; i++)
		strings_take(argv, disk_place(devices->v[i], places->disk));
	strings_add(argv, "-chardev");
	strings_addf(argv, "%s,id=console", places->console);
	strings_split(argv, "-serial chardev:console -chardev", " ");
	strings_addf(argv, "%s,id=agent", places->agent);
	strings_split(argv,
		      "-device virtio-serial-pci "
		      "-device virtserialport,chardev=agent,name=trackcert "
		      "-kernel",
		      " ");
	strings_add(argv, places->kernel);
	strings_add(argv, "-initrd");
	strings_add(argv, places->initrd);
}

static void command_build(struct strings *argv, const struct strings *machine,
			  const struct strings *devices,
			  const struct kernel *kernel, const char *initrd,
			  const char *disk, int console, int agent)
{
	char *vmlinuz = path_join(kernel->dir, "vmlinuz");
	char *to_console = xasprintf("file,path=/dev/fd/%d", console);
	char *to_agent = xasprintf("file,path=/dev/fd/%d", agent);
	struct vm_places places = { .kernel = vmlinuz,
				    .initrd = initrd,
				    .disk = disk,
				    .console = to_console,
				    .agent = to_agent };

	strings_add(argv, paths_qemu_of(kernel->arch));
	vm_command(argv, machine, devices, &places);
	free(to_agent);
	free(to_console);
	free(vmlinuz);
}

static void pair_close(int fds[2])
{
	for (int i = 0; i < 2; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

int vm_start(const struct strings *machine, const struct strings *devices,
	     const struct kernel *kernel, const char *initrd, const char *disk,
	     struct vm *vm)
{
	int agent[2] = { -1, -1 }, console[2] = { -1, -1 };
	int errors[2] = { -1, -1 }, keep[3];
	struct strings argv = { 0 };
	pid_t pid;

	*vm = (struct vm){ .agent = -1, .console = -1, .errors = -1 };
	if (pipe2(agent, O_CLOEXEC) || pipe2(console, O_CLOEXEC) ||
	    pipe2(errors, O_CLOEXEC)) {
		pid = -errno;
	} else {
		keep[0] = console[1];
		keep[1] = agent[1];
		keep[2] = -1;
		command_build(&argv, machine, devices, kernel, initrd, disk,
			      console[1], agent[1]);
		pid = child_start(&argv, errors[1], errors[1], keep);
		strings_free(&argv);
	}
	if (pid < 0) {
		pair_close(agent);
		pair_close(console);
		pair_close(errors);
		return pid;
	}
	close(agent[1]);
	close(console[1]);
	close(errors[1]);
	*vm = (struct vm){ .pid = pid,
			   .agent = agent[0],
			   .console = console[0],
			   .errors = errors[0] };
	fcntl(vm->agent, F_SETFL, O_NONBLOCK);
	fcntl(vm->console, F_SETFL, O_NONBLOCK);
	fcntl(vm->errors, F_SETFL, O_NONBLOCK);
	return 0;
}

bool vm_reap(struct vm *vm, char **how)
{
	int status;

	if (!vm->pid || waitpid(vm->pid, &status, WNOHANG) != vm->pid)
		return false;
	kill(-vm->pid, SIGKILL); /* what it may have started itself */
	vm->pid = 0;
	if (WIFEXITED(status))
		*how = xasprintf("QEMU's exit status %d", WEXITSTATUS(status));
	else
		*how = xasprintf("QEMU killed by signal %d", WTERMSIG(status));
	return true;
}

static void end_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void vm_stop(struct vm *vm)
{
	if (vm->pid)
		child_kill(vm->pid);
	if (vm->log)
		child_kill(vm->log);
	vm->pid = vm->log = 0;
	end_close(&vm->agent);
	end_close(&vm->console);
	end_close(&vm->errors);
}
