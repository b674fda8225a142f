libsearcher_a_SOURCES += \
	searcher/answer.c searcher/answer.h \
	searcher/batch.c \
	searcher/body.c searcher/body.h \
	searcher/caret.c \
	searcher/collapse.c searcher/collapse.h \
	searcher/default_index.c \
	searcher/exact.c searcher/exact.h \
	searcher/fields.c searcher/fields.h \
	searcher/filter.c searcher/filter.h \
	searcher/fuzzy.c searcher/fuzzy.h \
	searcher/grep.c searcher/grep.h \
	searcher/group.c searcher/group.h \
	searcher/lex.c searcher/lex.h \
	searcher/linebreak.c searcher/linebreak.h \
	searcher/link.c searcher/link.h \
	searcher/match.c searcher/match.h \
	searcher/name.c searcher/name.h \
	searcher/name_match.c searcher/name_match.h \
	searcher/options.c searcher/options.h \
	searcher/pager.c searcher/pager.h \
	searcher/parse.c searcher/parse.h \
	searcher/prefix.c searcher/prefix.h \
	searcher/print.c searcher/print.h \
	searcher/print_html.c \
	searcher/print_json.c \
	searcher/print_table.c \
	searcher/print_text.c \
	searcher/ranking.c searcher/ranking.h \
	searcher/regex_terms.c searcher/regex_terms.h \
	searcher/respell.c searcher/respell.h \
	searcher/safe.c searcher/safe.h \
	searcher/session.c searcher/session.h \
	searcher/similar.c \
	searcher/since.c searcher/since.h \
	searcher/snippet.c searcher/snippet.h \
	searcher/spelling.c searcher/spelling.h \
	searcher/stemmers.c \
	searcher/stopword.c searcher/stopword.h \
	searcher/suffixes.h \
	searcher/suggest.c \
	searcher/timeline.c \
	searcher/variants.c searcher/variants.h \
	searcher/words.c searcher/words.h

bin_PROGRAMS += dateline-search
dateline_search_SOURCES = searcher/main.c
dateline_search_LDADD = libsearcher.a libdateline.a $(DL_LIBS)
