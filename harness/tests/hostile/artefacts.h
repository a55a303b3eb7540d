/* hostile/artefacts: all that a run leaves behind, and what may be in none of it. */
#ifndef EWC_HOSTILE_ARTEFACTS_H
#define EWC_HOSTILE_ARTEFACTS_H

#include <stdbool.h>
#include <stddef.h>

/* A file that the program is asked for, in the row's folder. */
struct artefact {
    const char *file;
    const char *option; /* with its "=" */
};

/* Ended by a NULL file. The first is what the program prints, for which there is no option. */
extern const struct artefact ARTEFACTS[];

/* What no artefact may hold: a password, a file that nobody may read. */
#define SECRET "Geheim-4711-xyz"
#define CANARY "canary-from-a-file"

/**
 * Looks at all of them.
 *
 * @param verdict  of the only case
 * @param says     stands in what was printed
 * @return true, or false with a sentence in `why`
 */
bool artefacts_are_sound(const char *folder, const char *verdict, const char *says, char *why, size_t size);

#endif
