#!/bin/sh
# Completions hold every long option, and each shell reads them.
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

# bash_completes PROGRAM WORD...: what bash offers for the last word, one a line
bash_completes() {
    bash -c 'complete() { function=$2; }; compopt() { :; }; source "$1"; shift
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); $function; printf "%s\n" "${COMPREPLY[@]}"' - "$T/$1.bash" "$@"
}

for program in dateline-index dateline-search; do
    "$BIN/$program" --help=all | sed -nE 's/^ +(-., )? *--([a-z-]+).*/\2/p' | sort -u >"$T/options"
    for shell in bash zsh fish; do
        run "$BIN/$program" "--generate-completion=$shell"
        status_is 0 "$program writes completions for $shell"
        cp "$T/out" "$T/$program.$shell"
        missing=
        while read -r option; do
            if [ "$shell" = fish ]; then form="-l $option "; else form="--$option"; fi
            grep -q -e "$form" "$T/out" || missing="$missing $option"
        done <"$T/options"
        is "$missing" '' "$program: $shell completes every long option"
        if command -v "$shell" >/dev/null; then
            ok "$shell reads the completions of $program" "$shell" -n "$T/$program.$shell"
        else
            skip "$shell reads the completions of $program" "$shell is not here"
        fi
    done
    run "$BIN/$program" --generate-completion=csh
    status_is 2 "$program: no completions for csh"
    err_like "csh.*bash, zsh or fish" "$program says which shells there are"
done

if command -v bash >/dev/null; then
    is "$(bash_completes dateline-search --so)" "--sort=
--source=" 'bash: options by their beginning'
    is "$(bash_completes dateline-search --sort = new)" newest 'bash: choices'
    is "$(bash_completes dateline-search --sort o)" oldest 'bash: choices as a word of their own'
    is "$(bash_completes dateline-search --timeline = m)" month 'bash: an optional value behind the equals sign'
    is "$(bash_completes dateline-search --timeline m)" '' 'bash: and only there'
    is "$(bash_completes dateline-search -c LA,VN)" LA,VN 'bash: countries, several'
    is "$(bash_completes dateline-search --facets country,ye)" country,year 'bash: fields, several'
    mkdir "$T/a folder" "$T/a folder/b c"
    is "$(bash_completes dateline-index -d "$T/a fo")" "$T/a folder" 'bash: folders, spaces and all'
    is "$(bash_completes dateline-index "$T/a folder/b")" "$T/a folder/b c" 'bash: sources'
fi
if command -v fish >/dev/null; then
    is "$(fish -c "source $T/dateline-search.fish; complete -C 'dateline-search --sort=o'" | sed 's/	.*//')" \
        --sort=oldest 'fish: choices'
    is "$(fish -c "source $T/dateline-search.fish; complete -C 'dateline-search --country LA,VN'" | head -n 1)" \
        'LA,VN	Vietnam' 'fish: countries with their names, several'
fi
done_testing
