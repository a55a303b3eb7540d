/* Inside of `plan`: the part of the cases that a shard runs. */
#ifndef EWC_PLAN_DIVIDE_H
#define EWC_PLAN_DIVIDE_H

#include "plan/plan.h"

/* The same on every machine. */
uint32_t hash_text(const char *seed, const char *text);
/* Tells every case its place, then keeps those of the shard that is asked for. false: memory ran out. */
bool divide(const struct ewc_plan_options *options, struct ewc_arena *arena, struct ewc_plan *plan);

#endif
