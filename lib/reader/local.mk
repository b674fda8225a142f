# Bytes of a source -> articles: one file a format.
libdateline_a_SOURCES += \
	lib/reader/clean.c \
	lib/reader/csv.c \
	lib/reader/export.c \
	lib/reader/field_values.c \
	lib/reader/fields.c \
	lib/reader/fields.h \
	lib/reader/format.c \
	lib/reader/format.h \
	lib/reader/html.c \
	lib/reader/html.h \
	lib/reader/html_charset.c \
	lib/reader/html_date.c \
	lib/reader/html_fields.c \
	lib/reader/html_fields.h \
	lib/reader/html_kind.c \
	lib/reader/html_kind.h \
	lib/reader/html_ld.c \
	lib/reader/html_lines.c \
	lib/reader/html_lines.h \
	lib/reader/html_main.c \
	lib/reader/html_main.h \
	lib/reader/html_prune.c \
	lib/reader/html_scan.c \
	lib/reader/html_title.c \
	lib/reader/html_tree.c \
	lib/reader/html_tree.h \
	lib/reader/html_words.c \
	lib/reader/html_words.h \
	lib/reader/html_write.c \
	lib/reader/front_matter.c \
	lib/reader/front_matter.h \
	lib/reader/json.c \
	lib/reader/json_article.c \
	lib/reader/json_article.h \
	lib/reader/json_lines.c \
	lib/reader/parse.c \
	lib/reader/refuse.c \
	lib/reader/refuse.h \
	lib/reader/refuse_kinds.inc \
	lib/reader/mail.c \
	lib/reader/sgml.c \
	lib/reader/stored.c \
	lib/reader/stream.c \
	lib/reader/stream.h \
	lib/reader/text.c \
	lib/reader/text_title.c \
	lib/reader/text_title.h \
	lib/reader/xml.c \
	lib/reader/xml.h \
	lib/reader/xml_article.c

# Tables become C arrays while building.
EXTRA_DIST += lib/reader/html_charset.tsv lib/reader/html_lines.tsv lib/reader/html_metas.tsv \
	lib/reader/html_words.tsv lib/reader/text_papers.tsv
html_charset.inc: lib/reader/html_charset.tsv
	$(AM_V_GEN)$(AWK) -F '\t' '/^#/ { next } { print "    { \"" $$1 "\", \"" $$2 "\" }," }' \
		$(srcdir)/lib/reader/html_charset.tsv > $@.tmp && mv $@.tmp $@
html_lines.inc: lib/reader/html_lines.tsv
	$(AM_V_GEN)$(AWK) -F '\t' '/^#/ { next } { gsub(/[+]/, " | LINE_", $$2); print "    { \"" $$1 "\", LINE_" $$2 " }," }' \
		$(srcdir)/lib/reader/html_lines.tsv > $@.tmp && mv $@.tmp $@
html_metas.inc: lib/reader/html_metas.tsv
	$(AM_V_GEN)$(AWK) -F '\t' '/^#/ { next } { print "    { \"" $$1 "\", FIELD_" $$2 ", " $$3 " }," }' \
		$(srcdir)/lib/reader/html_metas.tsv > $@.tmp && mv $@.tmp $@
text_papers.inc: lib/reader/text_papers.tsv
	$(AM_V_GEN)$(AWK) -F '\t' '/^#/ { next } { print "    { \"" $$1 "\", PAPER_" $$2 " }," }' \
		$(srcdir)/lib/reader/text_papers.tsv > $@.tmp && mv $@.tmp $@
html_words.inc: lib/reader/html_words.tsv
	$(AM_V_GEN)$(AWK) -F '\t' '/^#/ { next } { gsub(/[+]/, " | KIND_", $$2); print "    { \"" $$1 "\", KIND_" $$2 " }," }' \
		$(srcdir)/lib/reader/html_words.tsv > $@.tmp && mv $@.tmp $@
CLEANFILES += html_charset.inc html_lines.inc html_metas.inc html_words.inc text_papers.inc
lib/reader/html_charset.$(OBJEXT): html_charset.inc
lib/reader/html_fields.$(OBJEXT): html_metas.inc
lib/reader/html_lines.$(OBJEXT): html_lines.inc
lib/reader/html_words.$(OBJEXT): html_words.inc
lib/reader/text_title.$(OBJEXT): text_papers.inc

EXTRA_DIST += lib/reader/fields.tsv lib/reader/compile_fields.awk
EXTRA_DIST += lib/reader/language_names.tsv lib/reader/compile_languages.awk
field_table.inc: lib/reader/fields.tsv lib/reader/compile_fields.awk
	$(AM_V_GEN)LC_ALL=C $(AWK) -f $(srcdir)/lib/reader/compile_fields.awk $(srcdir)/lib/reader/fields.tsv | \
		LC_ALL=C sort > $@.tmp && mv $@.tmp $@
language_table.inc: lib/reader/language_names.tsv lib/reader/compile_languages.awk
	$(AM_V_GEN)LC_ALL=C $(AWK) -f $(srcdir)/lib/reader/compile_languages.awk $(srcdir)/lib/reader/language_names.tsv | \
		LC_ALL=C sort > $@.tmp && mv $@.tmp $@
CLEANFILES += field_table.inc language_table.inc
lib/reader/fields.$(OBJEXT): field_table.inc
lib/reader/field_values.$(OBJEXT): language_table.inc
EXTRA_DIST += lib/reader/xml_paths.tsv lib/reader/compile_xml_paths.awk
xml_table.inc: lib/reader/xml_paths.tsv lib/reader/compile_xml_paths.awk
	$(AM_V_GEN)LC_ALL=C $(AWK) -f $(srcdir)/lib/reader/compile_xml_paths.awk $(srcdir)/lib/reader/xml_paths.tsv | \
		LC_ALL=C sort > $@.tmp && mv $@.tmp $@
CLEANFILES += xml_table.inc
lib/reader/xml_article.$(OBJEXT): xml_table.inc

# Web archives, archives, filters.
libdateline_a_SOURCES += lib/reader/container.c lib/reader/container.h lib/reader/filter.c lib/reader/filter.h lib/reader/http.c lib/reader/http.h lib/reader/warc.c
