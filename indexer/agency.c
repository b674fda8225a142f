/* agency.c - news agencies and papers as they sign their stories, and the names by which they are known.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <strings.h>

#include "indexer/dateline.h"

/* A signature (compared without regard to ASCII case) and the usual name; several signatures share one. */
#define A(signature, name)                                                                                             \
    {                                                                                                                  \
        signature, name, sizeof(signature) - 1                                                                         \
    }
static const struct {
    const char *signature, *name;
    size_t length; /* of the signature */
} agencies[] = {
    A("AAP", "AAP"),
    A("AFP", "AFP"),
    A("Agence France-Presse", "AFP"),
    A("Agence Kampuchea Presse", "AKP"),
    A("AKP", "AKP"),
    A("Al Jazeera", "Al Jazeera"),
    A("ANI", "ANI"),
    A("ANSA", "ANSA"),
    A("Antara", "ANTARA"),
    A("AP", "AP"),
    A("Associated Press", "AP"),
    A("The Associated Press", "AP"),
    A("BBC", "BBC"),
    A("BBC News", "BBC"),
    A("Bernama", "Bernama"),
    A("Bloomberg", "Bloomberg"),
    A("Chinhphu.vn", "Chinhphu.vn"),
    A("CNA", "CNA"),
    A("CNN", "CNN"),
    A("CNS", "China News Service"),
    A("China Daily", "China Daily"),
    A("Dân trí", "Dân trí"),
    A("Dow Jones", "Dow Jones"),
    A("dpa", "dpa"),
    A("EFE", "EFE"),
    A("IANS", "IANS"),
    A("Interfax", "Interfax"),
    A("IPS", "IPS"),
    A("IRNA", "IRNA"),
    A("ITAR-TASS", "TASS"),
    A("Jiji", "Jiji Press"),
    A("Jiji Press", "Jiji Press"),
    A("KCNA", "KCNA"),
    A("Kinhtedothi", "Kinhtedothi"),
    A("KPL", "KPL"),
    A("Kyodo", "Kyodo"),
    A("Kyodo News", "Kyodo"),
    A("Lao News Agency", "KPL"),
    A("MTI", "MTI"),
    A("NAN", "NAN"),
    A("NDO", "Nhân Dân"),
    A("Nhân Dân", "Nhân Dân"),
    A("NHK", "NHK"),
    A("NLĐO", "Người Lao Động"),
    A("NLD", "Người Lao Động"),
    A("NLĐ", "Người Lao Động"),
    A("PA", "PA"),
    A("PAP", "PAP"),
    A("PLO", "Pháp Luật TP.HCM"),
    A("PNA", "PNA"),
    A("PTI", "PTI"),
    A("Reuter", "Reuters"),
    A("Reuters", "Reuters"),
    A("RFA", "RFA"),
    A("RIA Novosti", "RIA Novosti"),
    A("SGGP", "Sài Gòn Giải Phóng"),
    A("SGGPO", "Sài Gòn Giải Phóng"),
    A("SPA", "SPA"),
    A("TASS", "TASS"),
    A("Thanh Niên", "Thanh Niên"),
    A("Tiền Phong", "Tiền Phong"),
    A("TNO", "Thanh Niên"),
    A("TPO", "Tiền Phong"),
    A("TTO", "Tuổi Trẻ"),
    A("Tuổi Trẻ", "Tuổi Trẻ"),
    A("TTXVN", "VNA"),
    A("UPI", "UPI"),
    A("United Press International", "UPI"),
    A("Vientiane Times", "Vientiane Times"),
    A("VietnamPlus", "VietnamPlus"),
    A("VietNamNet", "VietNamNet"),
    A("VNA", "VNA"),
    A("VNS", "VNS"),
    A("VNA/VNS", "VNS"),
    A("VnExpress", "VnExpress"),
    A("VOA", "VOA"),
    A("VOV", "VOV"),
    A("VOV.VN", "VOV"),
    A("Vietnam News Agency", "VNA"),
    A("WAM", "WAM"),
    A("Xinhua", "Xinhua"),
    A("Xinhua News Agency", "Xinhua"),
    A("Yonhap", "Yonhap"),
    A("Интерфакс", "Interfax"),
    A("РИА Новости", "RIA Novosti"),
    A("ТАСС", "TASS"),
    A("中新社", "China News Service"),
    A("中新网", "China News Service"),
    A("人民网", "People's Daily"),
    A("共同社", "Kyodo"),
    A("新华社", "Xinhua"),
    A("新华网", "Xinhua"),
    A("新華社", "Xinhua"),
    A("法新社", "AFP"),
    A("美联社", "AP"),
    A("路透社", "Reuters"),
};

bool dl_agency_known(struct dl_str name, struct dl_str *usual)
{
    for (size_t i = 0; i < sizeof agencies / sizeof *agencies; i++) {
        if (agencies[i].length != name.len || strncasecmp(agencies[i].signature, name.ptr, name.len) != 0)
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
