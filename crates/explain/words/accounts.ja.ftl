# account の文: ログインしてメールの送信を依頼できるアカウント。

account-added = { $login }: アカウントを作成しました。すぐにログインできます。
account-exists = { $login }: アカウントはすでにあります
account-exists-hint = パスワードの変更は kakitome account password です
account-unknown = { $login }: アカウントがありません
account-unknown-hint = kakitome account list で一覧を表示します
account-none = アカウントはありません。
account-line = { $login }: { $state }、差出人にできるアドレス: { $may }、変更日 { $changed }
account-state-usable = ログインできます
account-state-disabled = 停止中
account-may-own = 自分のアドレスだけ
account-password-changed = { $login }: パスワードを変更しました。接続中のログインはそのまま続きます。
account-may-changed = { $login }: 差出人にできるアドレスを変更しました
account-disabled = { $login }: ログインを停止しました。接続中のログインは、接続が終わるまで続きます。
account-enabled = { $login }: ログインできるようにしました
account-removed = { $login }: アカウントを削除しました。このアドレスの証明書や鍵はそのまま残ります。
account-password-prompt = { $login } の新しいパスワード:{" "}
account-password-again = もう一度入力してください:{" "}
account-password-differs = 2回のパスワードが異なります。何も変更していません
account-password-none = パスワードが指定されていません
account-password-hint = ファイルの1行目に書いて --password-file で指定するか、標準入力から渡してください
account-password-short = パスワードが短すぎます。8文字以上にしてください
account-password-long = パスワードが長すぎます。1,024バイトまでです
account-password-forbidden = パスワードに使えない文字(制御文字など、RFC 4013)が入っています
account-password-failed = パスワードを処理できませんでした: { $why }

## help
help-account = 送信受付(ポート 465 と 587)にログインできるアカウントを扱います。
help-account-add =
    メールアドレスとパスワードでログインするアカウントを作成します。

    差出人にできるのは、自分のアドレスと、--may で指定したアドレスです(署名も同じです)。パスワードそのものは保存しません。確認に必要な
    値(Argon2id と、SCRAM-SHA-256 の鍵)だけを保存します。
help-account-add--address = ログインに使うメールアドレス
help-account-add--may = 差出人にできる、ほかのアドレス、またはドメイン全体(@example.jp)。くり返し指定できます
help-account-add--password-file = このファイルの1行目をパスワードとして読みます。省略すると、端末ではたずね、それ以外では標準入力の1行目を読みます
help-account-add--json = 1つの JSON で出力します
help-account-list = アカウントの一覧を表示します。
help-account-list--json = 1つの JSON で出力します
help-account-password = アカウントのパスワードを変更します。アカウントがなければ終了コードは1です。
help-account-password--address = ログインに使うメールアドレス
help-account-password--password-file = このファイルの1行目をパスワードとして読みます。省略すると、端末ではたずね、それ以外では標準入力の1行目を読みます
help-account-may = 自分のアドレスのほかに差出人にできるアドレスを、指定したものに置き換えます。アカウントがなければ終了コードは1です。
help-account-may--address = ログインに使うメールアドレス
help-account-may--may = アドレス、またはドメイン全体(@example.jp)。なければ自分のアドレスだけになります
help-account-disable = アカウントのログイン(パスワードと証明書)を、再開するまで停止します。アカウントがなければ終了コードは1です。
help-account-disable--address = ログインに使うメールアドレス
help-account-enable = 停止したアカウントを、ログインできるようにします。アカウントがなければ終了コードは1です。
help-account-enable--address = ログインに使うメールアドレス
help-account-remove = アカウントを削除します。アカウントがなければ終了コードは1です。
help-account-remove--address = ログインに使うメールアドレス
