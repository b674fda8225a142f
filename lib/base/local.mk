libdateline_a_SOURCES += \
	lib/base/arena.c \
	lib/base/buffer.c \
	lib/base/deflate.c \
	lib/base/distance.c \
	lib/base/file.c \
	lib/base/grow.c \
	lib/base/hash.c \
	lib/base/interrupt.c \
	lib/base/json_read.c \
	lib/base/json_write.c \
	lib/base/lock.c \
	lib/base/option.c \
	lib/base/option_completion.c \
	lib/base/option_rules.c \
	lib/base/option_store.c \
	lib/base/set.c \
	lib/base/status.c \
	lib/base/unicode.c \
	lib/base/url.c
