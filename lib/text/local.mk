libdateline_a_SOURCES += \
	lib/text/analyzer.c \
	lib/text/charset.c \
	lib/text/charset_guess.c \
	lib/text/charset_guess.h \
	lib/text/charset_letters.inc \
	lib/text/chars.c lib/text/chars.h \
	lib/text/dictionary.c lib/text/dictionary.h \
	lib/text/fold.c lib/text/fold.h \
	lib/text/language.c lib/text/language_words.h \
	lib/text/signature.c \
	lib/text/stemmer.c lib/text/stemmer.h \
	lib/text/vocabulary.c lib/text/vocabulary.h \
	lib/text/wordcache.c lib/text/wordcache.h \
	lib/text/words.c lib/text/words.h
