# Every header that crosses a room's wall.
noinst_HEADERS = \
	include/dateline/article.h \
	include/dateline/asciiword.h \
	include/dateline/bm25.h \
	include/dateline/buffer.h \
	include/dateline/date.h \
	include/dateline/distance.h \
	include/dateline/engine.h \
	include/dateline/file.h \
	include/dateline/grow.h \
	include/dateline/hash.h \
	include/dateline/interrupt.h \
	include/dateline/json.h \
	include/dateline/metadata.h \
	include/dateline/option.h \
	include/dateline/option_completion.h \
	include/dateline/place.h \
	include/dateline/posting.h \
	include/dateline/query.h \
	include/dateline/segment.h \
	include/dateline/set.h \
	include/dateline/blobs.h \
	include/dateline/signature.h \
	include/dateline/status.h \
	include/dateline/text.h \
	include/dateline/unicode.h \
	include/dateline/url.h \
	include/dateline/xapian.h
