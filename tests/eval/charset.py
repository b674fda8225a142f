#!/usr/bin/env python3
"""Compare what detects legacy charsets: Dateline, ICU, and uchardet where it is installed.

    charset.py PROGRAM FOLDER [MORE...]

PROGRAM is tests/eval/eval_charset.  FOLDER holds collections of texts (articles.jsonl.gz, docs.jsonl.gz below it); MORE are
folders of translated manual pages (/usr/share/man), for languages that the collections lack.  Texts are cut to 200, 1,000
and 5,000 bytes and written in the charsets of their language.  A text is right when all its characters are.
"""
import collections
import glob
import gzip
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import unicodedata

CHARSETS = {
    'de': 'cp1252 iso8859-15 cp850 mac_roman cp437', 'es': 'cp1252 cp850 mac_roman', 'fr': 'cp1252 iso8859-15 cp850 mac_roman cp437',
    'ro': 'cp1250 iso8859-2', 'pl': 'cp1250 iso8859-2 cp852', 'cs': 'cp1250 iso8859-2 cp852 mac_latin2', 'hu': 'cp1250 iso8859-2 cp852',
    'lt': 'cp1257 iso8859-13', 'lv': 'cp1257', 'et': 'cp1257', 'tr': 'cp1254 cp857 mac_turkish', 'el': 'cp1253 iso8859-7 cp737 mac_greek',
    'ru': 'cp1251 koi8-r cp866 iso8859-5 mac_cyrillic cp855', 'uk': 'cp1251 koi8-u cp1125 mac_cyrillic', 'he': 'cp1255 iso8859-8',
    'ar': 'cp1256 iso8859-6', 'vi': 'cp1258', 'th': 'cp874', 'ko': 'euc_kr cp949 iso2022_kr', 'en': 'cp1252 mac_roman cp850',
    'ja': 'euc_jp shift_jis iso2022_jp', 'zh': 'gb18030 gb2312 hz', 'zh-Hant': 'big5', 'sv': 'cp1252 cp850', 'da': 'cp1252 cp850 mac_roman',
}
LENGTHS = (200, 1000, 5000)
A_LANGUAGE = 60  # texts


def fields(path):
    for line in gzip.open(path, 'rt'):
        o = json.loads(line)
        yield o.get('language', ''), o.get('title', '') + '\n' + o['text']


def collections_below(folder):
    """(language, text) of every collection, by the folder's name where the articles do not tell."""
    names = {'thai': 'th', 'vietnamese': 'vi', 'reuters': 'en'}
    for path in sorted(glob.glob(folder + '/**/articles.jsonl.gz', recursive=True) + glob.glob(folder + '/**/docs.jsonl.gz', recursive=True)):
        name = os.path.basename(os.path.dirname(path))
        xquad = re.fullmatch(r'xquad-(..)-.*', name)
        for language, text in fields(path):
            yield xquad.group(1) if xquad else names.get(name, language), text
    for path in sorted(glob.glob(folder + '/html/*/pages/*.html.gz')):
        text = gzip.open(path, 'rb').read().decode('utf-8', 'replace')
        language = re.search(r'<html[^>]*lang="?(\w\w)', text)
        text = re.sub(r'(?s)<(script|style).*?</\1>|<[^>]*>|&\w+;', ' ', text)
        if language and '\ufffd' not in text:
            yield language.group(1), re.sub(r'\s+', ' ', text)[500:]


def manual_pages(folder):
    for path in sorted(glob.glob(folder + '/??/man[15678]/*.gz') + glob.glob(folder + '/zh_??/man[15678]/*.gz')):
        language = path[len(folder) + 1:].split('/')[0]
        text = gzip.open(path, 'rb').read().decode('utf-8', 'replace')
        text = re.sub(r'(?m)^[.\'].*$|\\f.|\\[(*].{2}|\\.', '', text)
        yield {'zh_CN': 'zh', 'zh_TW': 'zh-Hant'}.get(language, language), text


def encodable(text, charset):
    """TEXT with what CHARSET lacks left out, and its bytes."""
    if charset == 'cp1258':
        text = ''.join(c if c.encode('cp1258', 'ignore') else unicodedata.normalize('NFD', c) for c in text)
        for base, marks in (('â', 'a\u0302'), ('ê', 'e\u0302'), ('ô', 'o\u0302'), ('ă', 'a\u0306')):
            text = re.sub(marks[0] + '([\u0300\u0301\u0303\u0309\u0323]?)' + marks[1] + '([\u0300\u0301\u0303\u0309]?)', base + r'\1\2', text)
    if charset == 'euc_kr':
        text = ''.join(c for c in text if len(c.encode(charset, 'ignore')) <= 2)
    data = text.encode(charset, 'ignore')
    return data.decode(charset), data


def cut(text, charset, length):
    """The beginning of TEXT, LENGTH bytes of it, at a character."""
    low, high = 0, min(len(text), length)
    while low < high:
        middle = (low + high + 1) // 2
        if len(encodable(text[:middle], charset)[1]) <= length:
            low = middle
        else:
            high = middle - 1
    return encodable(text[:low], charset)


def converted(program, how, texts):
    data = b''.join(struct.pack('<I', len(t)) + t for t in texts)
    out = subprocess.run([program, how], input=data, stdout=subprocess.PIPE, check=True).stdout
    at = 0
    while at < len(out):
        n = struct.unpack_from('<I', out, at)[0]
        yield out[at + 4:at + 4 + n].decode('utf-8', 'replace')
        at += 4 + n


def by_uchardet(texts):
    """One call for all; its names as Python knows them."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for i, t in enumerate(texts):
            paths.append('%s/%06d' % (folder, i))
            with open(paths[-1], 'wb') as f:
                f.write(t)
        names = []
        for i in range(0, len(paths), 500):
            out = subprocess.run(['uchardet'] + paths[i:i + 500], stdout=subprocess.PIPE, check=True, text=True).stdout
            names += [line.rsplit(': ', 1)[1] for line in out.splitlines()]
    known = {'UHC': 'cp949', 'MAC-CYRILLIC': 'mac_cyrillic', 'ISO-8859-1': 'cp1252', 'ASCII': 'cp1252'}
    for t, name in zip(texts, names):
        try:
            yield t.decode(known.get(name, name), 'replace')
        except LookupError:
            yield ''


def same(a, b):
    def plain(s):
        return re.sub(r'\s+', ' ', unicodedata.normalize('NFKC', s)).replace('~', '').replace('\u30fb', '\xb7').strip()
    return plain(a) == plain(b)


def main():
    program, folder, more = sys.argv[1], sys.argv[2], sys.argv[3:]
    texts = collections.defaultdict(list)
    for language, text in [*collections_below(folder), *(x for m in more for x in manual_pages(m))]:
        if language in CHARSETS and len(text) > 100 and len(texts[language]) < A_LANGUAGE * 20:
            texts[language].append(text)
    cases = []
    for language, charsets in CHARSETS.items():
        found = texts[language]
        for charset in charsets.split():
            for length in LENGTHS:
                for i in range(min(A_LANGUAGE, len(found))):
                    text = '\n'.join(found[(i * 7 + k) % len(found)] for k in range(6)) if length > 1000 else found[i]
                    text, data = cut(text, charset, length)
                    if any(c >= 0x80 or c == 0x1b for c in data) or charset == 'hz':
                        cases.append((language, charset, length, text, data))
    every = [c[4] for c in cases]
    ways = {'icu': list(converted(program, 'icu', every)), 'dateline': list(converted(program, 'dateline', every))}
    try:
        ways['uchardet'] = list(by_uchardet(every))
    except FileNotFoundError:
        pass
    right = collections.defaultdict(collections.Counter)
    for i, (language, charset, length, text, _) in enumerate(cases):
        for key in ((language, charset, length), ('all', '', length), ('all', '', 0)):
            right[key]['n'] += 1
            for way, results in ways.items():
                right[key][way] += same(results[i], text)
    print('language charset       bytes  texts ' + ' '.join('%9s' % w for w in ways))
    for (language, charset, length), c in right.items():
        print('%-8s %-13s %5d %6d ' % (language, charset, length, c['n']) + ' '.join('%8.1f%%' % (100 * c[w] / c['n']) for w in ways))
    if os.environ.get('SHOW'):
        for i, (language, charset, length, text, data) in enumerate(cases):
            if not same(ways['dateline'][i], text):
                print(language, charset, length, repr(text[:60]), repr(ways['dateline'][i][:60]))


main()
