/*
 * A file system that loses what was not synced: a VFS for SQLite over the usual one.
 *
 * Every write since a file's last sync is remembered by sectors of 512 bytes.  losevfs_crash()
 * ends the machine's life: it takes back a random choice of those sectors, as a power cut may, and
 * refuses all further writing of the connections that are still open.  What a commit was
 * acknowledged for has to survive.
 */
#ifndef TESTS_LOSEVFS_H
#define TESTS_LOSEVFS_H

#include <stdint.h>

#define LOSEVFS "losevfs"

/* Registers the VFS under the name LOSEVFS, once; each sync takes slow_ms milliseconds longer. */
void losevfs_register(unsigned slow_ms);

/*
 * Takes unsynced sectors back and stops all writing.  Open connections see I/O errors; close them,
 * then losevfs_restart() lets new ones write again.
 */
void losevfs_crash(uint64_t seed);
void losevfs_restart(void);

/* Syncs carried out since the start. */
unsigned long losevfs_syncs(void);

#endif
