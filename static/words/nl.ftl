## languages

language-name = Nederlands
