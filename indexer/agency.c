/* agency.c - news agencies and papers as they sign their stories, and the names by which they are known.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <strings.h>

#include "indexer/dateline.h"

/* A signature (compared without regard to ASCII case) and the usual name; several signatures share one. */
static const struct {
    const char *signature, *name;
} agencies[] = {
    { "AAP", "AAP" },
    { "AFP", "AFP" },
    { "Agence France-Presse", "AFP" },
    { "Agence Kampuchea Presse", "AKP" },
    { "AKP", "AKP" },
    { "Al Jazeera", "Al Jazeera" },
    { "ANI", "ANI" },
    { "ANSA", "ANSA" },
    { "Antara", "ANTARA" },
    { "AP", "AP" },
    { "Associated Press", "AP" },
    { "The Associated Press", "AP" },
    { "BBC", "BBC" },
    { "BBC News", "BBC" },
    { "Bernama", "Bernama" },
    { "Bloomberg", "Bloomberg" },
    { "Chinhphu.vn", "Chinhphu.vn" },
    { "CNA", "CNA" },
    { "CNN", "CNN" },
    { "CNS", "China News Service" },
    { "China Daily", "China Daily" },
    { "Dân trí", "Dân trí" },
    { "Dow Jones", "Dow Jones" },
    { "dpa", "dpa" },
    { "EFE", "EFE" },
    { "IANS", "IANS" },
    { "Interfax", "Interfax" },
    { "IPS", "IPS" },
    { "IRNA", "IRNA" },
    { "ITAR-TASS", "TASS" },
    { "Jiji", "Jiji Press" },
    { "Jiji Press", "Jiji Press" },
    { "KCNA", "KCNA" },
    { "Kinhtedothi", "Kinhtedothi" },
    { "KPL", "KPL" },
    { "Kyodo", "Kyodo" },
    { "Kyodo News", "Kyodo" },
    { "Lao News Agency", "KPL" },
    { "MTI", "MTI" },
    { "NAN", "NAN" },
    { "NDO", "Nhân Dân" },
    { "Nhân Dân", "Nhân Dân" },
    { "NHK", "NHK" },
    { "NLĐO", "Người Lao Động" },
    { "NLD", "Người Lao Động" },
    { "NLĐ", "Người Lao Động" },
    { "PA", "PA" },
    { "PAP", "PAP" },
    { "PLO", "Pháp Luật TP.HCM" },
    { "PNA", "PNA" },
    { "PTI", "PTI" },
    { "Reuter", "Reuters" },
    { "Reuters", "Reuters" },
    { "RFA", "RFA" },
    { "RIA Novosti", "RIA Novosti" },
    { "SGGP", "Sài Gòn Giải Phóng" },
    { "SGGPO", "Sài Gòn Giải Phóng" },
    { "SPA", "SPA" },
    { "TASS", "TASS" },
    { "Thanh Niên", "Thanh Niên" },
    { "Tiền Phong", "Tiền Phong" },
    { "TNO", "Thanh Niên" },
    { "TPO", "Tiền Phong" },
    { "TTO", "Tuổi Trẻ" },
    { "Tuổi Trẻ", "Tuổi Trẻ" },
    { "TTXVN", "VNA" },
    { "UPI", "UPI" },
    { "United Press International", "UPI" },
    { "Vientiane Times", "Vientiane Times" },
    { "VietnamPlus", "VietnamPlus" },
    { "VietNamNet", "VietNamNet" },
    { "VNA", "VNA" },
    { "VNS", "VNS" },
    { "VNA/VNS", "VNS" },
    { "VnExpress", "VnExpress" },
    { "VOA", "VOA" },
    { "VOV", "VOV" },
    { "VOV.VN", "VOV" },
    { "Vietnam News Agency", "VNA" },
    { "WAM", "WAM" },
    { "Xinhua", "Xinhua" },
    { "Xinhua News Agency", "Xinhua" },
    { "Yonhap", "Yonhap" },
    { "Интерфакс", "Interfax" },
    { "РИА Новости", "RIA Novosti" },
    { "ТАСС", "TASS" },
    { "中新社", "China News Service" },
    { "中新网", "China News Service" },
    { "人民网", "People's Daily" },
    { "共同社", "Kyodo" },
    { "新华社", "Xinhua" },
    { "新华网", "Xinhua" },
    { "新華社", "Xinhua" },
    { "法新社", "AFP" },
    { "美联社", "AP" },
    { "路透社", "Reuters" },
};

bool dl_agency_known(struct dl_str name, struct dl_str *usual)
{
    for (size_t i = 0; i < sizeof agencies / sizeof *agencies; i++) {
        const char *s = agencies[i].signature;
        if (strlen(s) != name.len || strncasecmp(s, name.ptr, name.len) != 0)
            continue;
        *usual = dl_str_of(agencies[i].name);
        return true;
    }
    *usual = name;
    return false;
}

struct dl_str dl_agency_name(struct dl_str name)
{
    struct dl_str usual;
    dl_agency_known(name, &usual);
    return usual;
}
