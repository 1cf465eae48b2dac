/* What event.c and event_keep.c share; nobody else includes it. */
#ifndef REGISTRY_EVENT_IMPL_H
#define REGISTRY_EVENT_IMPL_H

#include "feature/registry/event.h"
#include "feature/registry/subject_impl.h"

/* Where those belong today whom it moves, in the order in which it names them. */
enum err event_froms(struct ctx *cx, const struct family_event *e, struct event_from **ret,
		     size_t *ret_n) NODISCARD;

/* The person it is about, or the family: its facts are sealed for that one. */
int64_t event_about(const struct family_event *e);

/* Writes it down as waiting, with all whom it touches. */
enum err event_keep(struct ctx *cx, const struct family_event *e, int64_t *ret_id) NODISCARD;
enum err event_part_keep(struct ctx *cx, int64_t event_id, enum fact_of of, int64_t id) NODISCARD;

#endif
