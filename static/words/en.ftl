## languages

language-name = English
