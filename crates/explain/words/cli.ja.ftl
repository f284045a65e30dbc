# コマンドラインの文。名前は cli- で始める。用語は facts の用語集に従う。
cli-hint = ヒント: { $hint }
