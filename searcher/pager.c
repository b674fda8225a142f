/* pager.c - results through a pager.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/pager.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void be_pager(const char *command, const int ends[2])
{
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    setenv("LESS", "FRX", 0); /* colours; a page that fits the screen is just printed */
    if (dup2(ends[0], STDIN_FILENO) >= 0)
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

pid_t dl_pager_start(void)
{
    const char *command = getenv("PAGER");
    int ends[2];
    if (!command)
        command = "less";
    if (!isatty(STDOUT_FILENO) || !*command || strcmp(command, "cat") == 0 || pipe2(ends, O_CLOEXEC) != 0)
        return 0;
    pid_t pager = fork();
    if (pager == 0)
        be_pager(command, ends);
    if (pager > 0 && dup2(ends[1], STDOUT_FILENO) < 0)
        pager = -1;
    close(ends[0]);
    close(ends[1]);
    return pager > 0 ? pager : 0;
}

void dl_pager_wait(pid_t pager)
{
    int status;
    if (pager == 0)
        return;
    signal(SIGINT, SIG_IGN); /* it is the pager's now */
    fclose(stdout);
    while (waitpid(pager, &status, 0) < 0 && errno == EINTR)
        continue;
}
