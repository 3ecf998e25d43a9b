/* Stands between a process and the system's functions that change files (LD_PRELOAD).
 *
 * Counts every change below one folder, those of SQLite included, and strikes at the n-th: the disk
 * is full for so many changes, or the process is killed. Half of what a struck write was given is
 * written first, as a disk or a kill would leave it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NONE, FULL, KILL };

static char below[4096];
static int kind = NONE;
static long first = 0, lasting = 0, counted = 0;

/* Armed by the tests. */
void faults_arm(const char *folder, int of_kind, long number, long changes) {
    strncpy(below, folder, sizeof below - 1);
    kind = of_kind, first = number, lasting = changes, counted = 0;
}
long faults_counted(void) { return counted; }

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int is_below(const char *path) {
    size_t length = strlen(below);
    return length && !strncmp(path, below, length) && (path[length] == '/' || !path[length]);
}
static int is_file_below(int file) {
    char name[64], path[4096];
    if (!below[0]) return 0;
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    ssize_t size = readlink(name, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return is_below(path);
}
/* Whether this change is struck; needs_room: a full disk does not hinder the others. */
static int struck(int needs_room) {
    counted++;
    if (kind == KILL && counted == first) return 1;
    return kind == FULL && needs_room && counted >= first && counted < first + lasting;
}
static int fail(void) {
    if (kind == KILL) kill(getpid(), SIGKILL);
    errno = ENOSPC;
    return -1;
}

ssize_t write(int file, const void *data, size_t size) {
    if (is_file_below(file) && struck(1)) {
        if (size > 1 && counted == first) {
            ssize_t half = REAL(write)(file, data, size / 2);
            if (kind != KILL) return half;
        }
        return fail();
    }
    return REAL(write)(file, data, size);
}
static ssize_t written_at(int file, const void *data, size_t size, off_t at) {
    if (is_file_below(file) && struck(1)) {
        if (size > 1 && counted == first) {
            ssize_t half = REAL(pwrite)(file, data, size / 2, at);
            if (kind != KILL) return half;
        }
        return fail();
    }
    return REAL(pwrite)(file, data, size, at);
}
ssize_t pwrite(int file, const void *data, size_t size, off_t at) {
    return written_at(file, data, size, at);
}
ssize_t pwrite64(int file, const void *data, size_t size, off_t at) {
    return written_at(file, data, size, at);
}
int fallocate(int file, int mode, off_t at, off_t size) {
    if (is_file_below(file) && struck(1)) return fail();
    return REAL(fallocate)(file, mode, at, size);
}
int posix_fallocate(int file, off_t at, off_t size) {
    if (is_file_below(file) && struck(1)) return fail(), ENOSPC;
    return REAL(posix_fallocate)(file, at, size);
}
/* Python 3.11's shutil copies with it. */
ssize_t sendfile(int to, int from, off_t *at, size_t size) {
    static ssize_t (*real)(int, int, off_t *, size_t);
    if (!real) real = dlsym(RTLD_NEXT, "sendfile");
    if (is_file_below(to) && struck(1)) return fail();
    return real(to, from, at, size);
}
ssize_t sendfile64(int to, int from, off_t *at, size_t size) { return sendfile(to, from, at, size); }

#define CHANGE(name, declared, given, where, needs_room)                                           \
    int name declared {                                                                            \
        if (where && struck(needs_room)) return fail();                                            \
        return REAL(name) given;                                                                   \
    }
CHANGE(fsync, (int file), (file), is_file_below(file), 0)
CHANGE(fdatasync, (int file), (file), is_file_below(file), 0)
CHANGE(ftruncate, (int file, off_t size), (file, size), is_file_below(file), 0)
CHANGE(ftruncate64, (int file, off_t size), (file, size), is_file_below(file), 0)
CHANGE(rename, (const char *old, const char *new), (old, new), is_below(new), 0)
CHANGE(unlink, (const char *path), (path), is_below(path), 0)
CHANGE(rmdir, (const char *path), (path), is_below(path), 0)
CHANGE(chmod, (const char *path, mode_t mode), (path, mode), is_below(path), 0)
CHANGE(fchmod, (int file, mode_t mode), (file, mode), is_file_below(file), 0)
CHANGE(mkdir, (const char *path, mode_t mode), (path, mode), is_below(path), 1)

#define MAKES(flags) ((flags) & O_CREAT || ((flags) & O_TMPFILE) == O_TMPFILE)
static int opened(const char *path, int flags, mode_t mode) {
    int makes = MAKES(flags) && (!(flags & O_CREAT) || access(path, F_OK));
    if (makes && is_below(path) && struck(1)) return fail();
    return REAL(open)(path, flags, mode);
}
#define OPEN(name)                                                                                 \
    int name(const char *path, int flags, ...) {                                                   \
        va_list more;                                                                              \
        va_start(more, flags);                                                                     \
        mode_t mode = MAKES(flags) ? va_arg(more, mode_t) : 0;                                     \
        va_end(more);                                                                              \
        return opened(path, flags, mode);                                                          \
    }
OPEN(open)
OPEN(open64)
