/* suffixes.h - endings that stemmers take off: what a prefix may be continued with.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_SUFFIXES_H
#define DATELINE_SEARCHER_SUFFIXES_H

/* Endings between blanks, of a stemmer; a prefix may be cut anywhere within one. */
struct dl_suffixes {
    const char *stemmer, *endings;
};

static const struct dl_suffixes dl_suffix_table[] = {
    { "english", "ments mentally mental mentalism ations ationally ational atives atively ative ators ator atory ated "
                 "ates ating ings ingly nesses ness "
                 "ities ity ions ional ionally ionists ionist ences ence ents ently ances ance ants antly ively ives "
                 "ive ivity ivities ies "
                 "ied ers er ors or eries ery ables ably able ability abilities ibly ible ibility fully fulness ful "
                 "ously ous ousness isms ism "
                 "ists ist istic izes ized izing ization izations izers izer ises ised ising isation isations iser als "
                 "ally ality alities "
                 "alism alists alist ization ically ical ics ic icates icated icating ication ications ships ship "
                 "lessly less eds ed edly es "
                 "est iest ier iness ily lies ly ths eyed yed ying y" },
    { "french",
      "aux x ations ation ateurs ateur atrices atrice ements ement ments ment amment emment ités ité iques ique "
      "ismes isme istes iste "
      "euses euse eurs eur ences ence ances ance ables able ibles ible issements issement ives ive ifs if "
      "utions ution logies "
      "logie aient ait ais ant ants antes ante ées ée és er erait eraient eront iront issent issant ions "
      "tions tion sions sion" },
    { "german2", "ungen ungs ung heiten heit keiten keit lichen licher liches lich ischen ischer isches isch igen iger "
                 "iges ig endes ende "
                 "enden ends end erinnen erin ern er em en es e est st schaften schaft" },
    { "spanish", "aciones ación amientos amiento imientos imiento mente idades idad ismos ismo istas ista ables able "
                 "ibles ible adoras adora "
                 "adores ador ancias ancia encias encia ivas iva ivos ivo icas ica icos ico iones ión ando iendo ados "
                 "ado adas ada idos ido "
                 "idas ida arían aría aban aba aron ieron" },
    { "portuguese", "ações ação amentos amento imentos imento mente idades idade ismos ismo istas ista áveis ável "
                    "íveis ível adoras adora adores "
                    "ador âncias ância ências ência ivas iva ivos ivo icas ica icos ico ões ão ando endo indo ados ado "
                    "adas ada idos ido" },
    { "italian",
      "azioni azione amenti amento imenti imento mente ità ismi ismo isti iste ista abili abile ibili ibile atori "
      "atore atrici "
      "atrice anze anza enze enza ive iva ivi ivo iche ica ici ico ioni ione ando endo ati ato ate ata iti ito" },
    { "dutch", "ingen ing heden heid lijke lijk ische isch baren bare baar ende end eren er en e s" },
    { "swedish", "ningarna ningar ningen ning heterna heter heten het elserna else arna erna orna ande ades ast are ad "
                 "en ar er or a" },
    { "danish", "ningerne ninger ningen ning hederne heder heden hed elserne else erne ende ede er en et e s" },
    { "norwegian", "ningene ninger ningen ning hetene heter heten het elsene else ene ende ede er en et e s" },
    { "romanian", "ațiilor ații ație ării are ului ilor urile uri ele elor ească esc ești at ată ați ate ind ând" },
    { "russian", "ования ование ованию ований ениями ениях ения ение ению ений ностями ностей ности ность остью ости "
                 "ость иями иях ями ях ами "
                 "ах ого его ому ему ыми ими ых их ый ий ой ая яя ое ее ые ие ать ять ить еть ает яет ают яют ал ял ил "
                 "ла ло ли ся" },
    { "turkish",
      "larının lerinin ların lerin ları leri lar ler ında inde ına ine ının inin dan den da de ya ye yı yi" },
    { "indonesian", "kannya annya kan nya an i" },
};

#endif
