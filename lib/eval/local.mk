# Plan and evaluators over segments.
libdateline_a_SOURCES += \
	lib/eval/accumulate_or.c \
	lib/eval/and.c \
	lib/eval/conjunction.c \
	lib/eval/eval.c \
	lib/eval/eval.h \
	lib/eval/maxscore_or.c \
	lib/eval/node.c \
	lib/eval/node.h \
	lib/eval/plan.c \
	lib/eval/plan.h \
	lib/eval/positions.c \
	lib/eval/topk.c \
	lib/eval/topk.h
