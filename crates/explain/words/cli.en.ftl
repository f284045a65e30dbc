# Sentences of the command line. Names begin with cli-.
cli-hint = hint: { $hint }
