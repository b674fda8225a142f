/* queue.c - the bounded queue.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/queue.h"

#include <stdlib.h>

#define KEEP_BUFFER ((size_t)1024 * 1024) /* a larger buffer is given back rather than kept for the next batch */

bool dl_queue_open(struct dl_queue *q, size_t max_count, size_t max_bytes)
{
    *q = (struct dl_queue){ .max_count = max_count, .max_bytes = max_bytes };
    q->last = &q->first;
    if (pthread_mutex_init(&q->mutex, NULL) != 0)
        return false;
    if (pthread_cond_init(&q->changed, NULL) == 0)
        return true;
    pthread_mutex_destroy(&q->mutex);
    return false;
}

static void free_list(struct dl_batch *b)
{
    while (b) {
        struct dl_batch *next = b->next;
        dl_buf_free(&b->data);
        dl_buf_free(&b->head);
        dl_buf_free(&b->spans);
        free(b);
        b = next;
    }
}

void dl_queue_free(struct dl_queue *q)
{
    free_list(q->first);
    free_list(q->spare);
    pthread_cond_destroy(&q->changed);
    pthread_mutex_destroy(&q->mutex);
}

struct dl_batch *dl_queue_fresh(struct dl_queue *q)
{
    pthread_mutex_lock(&q->mutex);
    while (q->count > 0 && (q->count >= q->max_count || q->bytes >= q->max_bytes))
        pthread_cond_wait(&q->changed, &q->mutex);
    struct dl_batch *b = q->spare;
    if (b)
        q->spare = b->next;
    q->count++;
    pthread_mutex_unlock(&q->mutex);
    if (b) {
        *b = (struct dl_batch){ .data = b->data, .head = b->head, .spans = b->spans };
        dl_buf_clear(&b->data);
        dl_buf_clear(&b->head);
        dl_buf_clear(&b->spans);
        return b;
    }
    return calloc(1, sizeof *b);
}

void dl_queue_put(struct dl_queue *q, struct dl_batch *b)
{
    b->next = NULL;
    pthread_mutex_lock(&q->mutex);
    b->ticket = q->tickets++;
    *q->last = b;
    q->last = &b->next;
    q->bytes += b->data.len;
    pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->mutex);
}

struct dl_batch *dl_queue_take(struct dl_queue *q)
{
    pthread_mutex_lock(&q->mutex);
    while (!q->first && !q->closed)
        pthread_cond_wait(&q->changed, &q->mutex);
    struct dl_batch *b = q->first;
    if (b) {
        q->first = b->next;
        if (!q->first)
            q->last = &q->first;
    }
    pthread_mutex_unlock(&q->mutex);
    return b;
}

void dl_queue_recycle(struct dl_queue *q, struct dl_batch *b)
{
    if (b->data.cap > KEEP_BUFFER) {
        size_t len = b->data.len;
        dl_buf_free(&b->data);
        b->data.len = len; /* still counted below */
    }
    pthread_mutex_lock(&q->mutex);
    q->count--;
    q->bytes -= b->source ? b->data.len : 0; /* source: it was put */
    b->data.len = 0;
    b->next = q->spare;
    q->spare = b;
    pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->mutex);
}

void dl_queue_close(struct dl_queue *q)
{
    pthread_mutex_lock(&q->mutex);
    q->closed = true;
    pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->mutex);
}
