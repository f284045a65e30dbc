# コマンドラインの文。名前は cli- で始める。用語は facts の用語集に従う。
cli-hint = ヒント: { $hint }

# システムが返したエラー。英語ではシステムの文をそのまま使う。
system-not-found = ファイルまたはフォルダーがありません
system-denied = 権限がありません
system-in-use = すでに使われています
system-not-ours = このコンピューターにこのアドレスはありません
system-exists = すでにあります
system-full = ディスクに空きがありません
system-read-only = 書き込みのできないファイルシステムです
system-a-folder = フォルダーです
system-not-a-folder = フォルダーではありません
system-refused = 接続を拒否されました
system-unreachable = 相手までの経路がありません
system-broken = 接続が切れました
system-timed-out = 時間内に応答がありません
