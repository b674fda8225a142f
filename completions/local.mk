# Completions, written by the programs themselves and put where each shell looks for them.  Programs for another
# machine cannot be run here: after cross-compiling, --generate-completion writes them on that machine.
bash_completions = completions/bash/dateline-index completions/bash/dateline-search
zsh_completions = completions/zsh/_dateline-index completions/zsh/_dateline-search
fish_completions = completions/fish/dateline-index.fish completions/fish/dateline-search.fish
bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
fishcompletiondir = $(datadir)/fish/vendor_completions.d
if !CROSS
nodist_bashcompletion_DATA = $(bash_completions)
nodist_zshcompletion_DATA = $(zsh_completions)
nodist_fishcompletion_DATA = $(fish_completions)
endif
CLEANFILES += $(bash_completions) $(zsh_completions) $(fish_completions)

# The shell is the folder; the program the file's name without what the shell wants around it.
write_completion = $(AM_V_GEN)$(MKDIR_P) $(@D) && shell=$(@D) && name=$(@F) && name=$${name\#_} && \
	./$${name%.fish} --generate-completion=$${shell\#\#*/} >$@.tmp && mv -f $@.tmp $@
completions/bash/dateline-index completions/zsh/_dateline-index completions/fish/dateline-index.fish: dateline-index$(EXEEXT)
	$(write_completion)
completions/bash/dateline-search completions/zsh/_dateline-search completions/fish/dateline-search.fish: dateline-search$(EXEEXT)
	$(write_completion)
