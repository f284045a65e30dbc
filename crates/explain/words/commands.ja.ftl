# verify、sign、serve、try の文と、すべてのコマンドに共通の文。

## 共通
cli-cannot-start = 起動できませんでした: { $why }
cli-output = 結果を書き出せませんでした: { $why }
cli-input-missing = { $file }: ファイルがありません
cli-input-folder = { $file } はフォルダーです。中のメールのファイルを指定してください
cli-input-not-a-file = { $file } はフォルダーです。中のファイルを指定してください
cli-input-unreadable = { $file }: 読み取れませんでした: { $why }
cli-input-too-large = { $file } は { $limit } バイトを超えています。別のファイルを指定していないかお確かめください
cli-file-unwritable = { $file }: 書き込めませんでした: { $why }
cli-certificate-unreadable = { $file }: 証明書(PEM または DER)として読み取れませんでした: { $why }
cli-crl-unreadable = { $file }: 失効リスト(PEM または DER)として読み取れませんでした: { $why }
cli-ocsp-unreadable = { $file }: OCSP の応答(DER)として読み取れませんでした: { $why }
cli-ocsp-no-answer = { $file }: OCSP サーバーは証明書について答えていません({ $status } とだけ返しています)。もう一度問い合わせてください
cli-received-later = --received の日時({ $received })が、判定の日時({ $at })より後です。先の日付の記録では判定できません
cli-online-impossible = 取得の準備ができませんでした: { $why }
cli-online-working = 足りないものを取得しています
cli-online-fetched = 取得したもの
cli-online-kind = { $kind ->
    [issuer] 発行者の証明書
    [ocsp] OCSP の応答
    [delta-crl] 差分の失効リスト
   *[crl] 失効リスト
}
cli-online-came = { $what } { $url }: { $bytes } バイト
cli-online-failed = { $what } { $url }: 取得できませんでした({ $why })
cli-online-unknown-issuer = { $what } { $url }: 発行者の組織名が、信頼するルート証明書のどれとも異なるため、取得しませんでした(メールを書いた人が選んだアドレスかもしれません)。取得するには --any-issuer を指定します
cli-trust-unreadable = { $file }: ルート証明書を読み取れませんでした: { $why }
cli-trust-hint = ルート証明書の入った PEM または DER のファイルを指定してください
cli-mail-unreadable = { $file }: { $why }
cli-key-unreadable = { $file }: 秘密鍵として使えませんでした: { $why }
cli-p12-unreadable = { $file }: この PKCS#12 ファイルは読み取れませんでした: { $why }
cli-p12-password = { $file }: パスワードが違います
cli-password-prompt = { $file } のパスワード:{" "}
cli-password-needed = { $file } にはパスワードが必要です
cli-password-hint = 1行目にパスワードを書いたファイルを --password-file で指定してください
cli-password-unreadable = パスワードを読み取れませんでした: { $why }
cli-password-not-utf8 = { $file }: パスワードが UTF-8 の文字ではありません
cli-config-faulty = 設定を使えませんでした: { $why }

## sign
sign-key-not-of-certificate = 証明書(名義: { $subject })は、この鍵のものではありません
sign-key-unusable = この鍵ではメールに署名できません: { $why }
sign-no-certificate = { $file } に、この鍵の証明書が入っていません
sign-expired = 証明書の有効期限({ $date })が切れています。期限の切れた証明書では署名しません
sign-expired-hint = kakitome identity add、または csr と import で更新してください
sign-not-yet = 証明書の有効期間がまだ始まっていません(開始: { $date })。署名しません
sign-from-unclear = 差出人(From)のアドレスが1つに決まらないため、だれとして署名するかを決められません
sign-from-hint = --as でアドレスを指定するか、メールを直してください
sign-no-signature = 署名を作れませんでした: { $why }
sign-refused = { $file }: 署名しませんでした: { $why }

## decrypt
decrypt-not-encrypted = { $file } は暗号化されていません。いちばん外側は { $found } です
decrypt-verify-hint = kakitome verify で内容を調べられます
decrypt-only-part = { $file } は、メールの一部だけが暗号化されています。以前のメールが別のメールに埋め込まれたおそれがあるため、復号しません
decrypt-openpgp = { $file } は OpenPGP で暗号化されています。書留は OpenPGP を扱いません
decrypt-undecryptable = { $file } は、この鍵では復号できないか、内容が暗号化されたときのままではありません
decrypt-no-key = { $file } の宛先({ $count }件)のどれにも、手元の鍵が合いません: { $recipients }
decrypt-no-key-hint = その証明書の鍵を探してください。以前のメールは、以前の鍵で復号できます
decrypt-no-key-hint-home = その証明書の鍵を kakitome identity import-p12 ファイル で取り込んでください。以前の鍵も取り込めます
decrypt-unreadable = { $file }: { $why }
decrypt-show-hint = kakitome cms show で構造を調べられます
decrypt-other-content = { $file } を復号しましたが、中身はメールではありません: { $found }
decrypt-fetches = 内容が暗号化されたときのままかどうかは確かめられません。また、表示するとネットワークから何かを読み込む内容です。読み込みをしない環境で開いてください
decrypt-no-certificate = 指定された証明書に、{ $file } の鍵のものがありません
decrypt-key-unusable = { $file } の鍵では復号できません: { $why }

## serve
serve-one-user = 鍵保管プロセスとゲートウェイは同じ利用者で動きます。両者の境界はプロセスの間だけです。root で起動し、利用者 kakitome と kakitome-keyholder があれば、別々の利用者で動きます。
serve-two-users = 鍵保管プロセスとゲートウェイは別々の利用者で動きます。鍵を保護する鍵を読めるのは、鍵保管プロセスの利用者だけです。
serve-ready = 準備ができました
web-not-configured = { $file } に [web] がありません。画面を使わない設定です
web-failed = 画面を始められません: { $why }
serve-pages-ended =
    { $name ->
        [keyholder] 鍵保管プロセス
        [gateway] ゲートウェイ
       *[web] 画面のプロセス
    }が終了しました({ $how ->
        [code] 終了コード { $number }
        [signal] シグナル { $number } による終了
       *[unknown] 終了コード不明
    })。もう一度始めます。メールの処理は続いています
serve-child-ended =
    { $name ->
        [keyholder] 鍵保管プロセス
        [gateway] ゲートウェイ
       *[web] 画面のプロセス
    }が終了しました({ $how ->
        [code] 終了コード { $number }
        [signal] シグナル { $number } による終了
       *[unknown] 終了コード不明
    })。起動し直します。{ $name ->
        [gateway] その間の接続は待たせます。メールが失われることはありません
       *[other] その間に届いたメールには4xxを返すため、失われることはありません
    }
serve-child-again =
    { $name ->
        [keyholder] 鍵保管プロセス
        [gateway] ゲートウェイ
       *[web] 画面のプロセス
    }が再び動いています
serve-gateway-replaced = 新しいゲートウェイがメールを受け付けています。以前のゲートウェイは、最後のセッションが終わると終了します
serve-too-many-leaving = 以前のゲートウェイが { $count } 個、まだ終了していません。新しいゲートウェイは起動しませんでした
serve-child-failed =
    { $name ->
        [keyholder] 鍵保管プロセス
        [gateway] ゲートウェイ
       *[web] 画面のプロセス
    }を起動できませんでした({ $how ->
        [code] 終了コード { $number }
        [signal] シグナル { $number } による終了
       *[unknown] 終了コード不明
    })
serve-cannot-listen = { $place } で待ち受けできません(入口 { $door }): { $why }
serve-cannot-listen-taken = 別のプログラムか、ほかの入口が使っています(ss -ltnp で確認できます)。それを止めるか、別のアドレスやポートを設定してください。同じポートの別のアドレスに変えたときは、serve を再起動してください
serve-cannot-listen-beside-ours = serve 自身が { $held } をまだ開いています。この待ち受けは設定からなくなったか、IPv4 を受け付けるかどうかが変わっています。serve を再起動してください(先に閉じてから開きます)
serve-cannot-listen-low-port = 1024未満のポートは、root か CAP_NET_BIND_SERVICE を持つプログラムだけが使えます。serve を root で(または付属の systemd ユニットで)起動するか、2525 などのポートを設定してください
serve-cannot-listen-folder = ソケットを置くフォルダーがあるか、ゲートウェイのユーザーが書き込めるかを確認してください
serve-cannot-listen-not-ours = このコンピューターにこのアドレスはありません。ip address で確認してください
serve-pages-stay = 画面は、これまでの設定のまま動いています
serve-child-not-ready =
    { $name ->
        [keyholder] 鍵保管プロセス
        [gateway] ゲートウェイ
       *[web] 画面のプロセス
    }の準備が時間内に終わりませんでした({ $how ->
        [code] 終了コード { $number }
        [signal] シグナル { $number } による終了
       *[unknown] 終了コード不明
    })
serve-rights = ファイルの所有者を変更できませんでした: { $why }
rights-no-user = このシステムには利用者 { $user } がありません
rights-no-user-hint = [users] に書いた利用者を2つとも作ってください(例: useradd --system)。2つとも空にすると、起動した利用者のまま動きます
rights-not-given = ゲートウェイまたは鍵保管プロセスの利用者の権限で動けません: { $why }
rights-home-not-root = { $path }(所有者 { $owner }、モード { $mode })は root のもので、ほかの利用者が書き込めないようにしてください。書き込める利用者がいると、root にどのファイルでも渡させることができます
rights-home-not-root-hint = chown root { $path } と chmod go-w { $path } を実行するか、root 以外の利用者で起動してください
rights-no-folder-of-its-own = { $path } は鍵保管プロセスまたはゲートウェイの利用者のものになるため、設定ファイルを中に置けません
rights-no-folder-of-its-own-hint = データベース、大きなメール、鍵保管、ソケットには、それぞれ専用のフォルダーを指定してください
rights-open-folder = { $path } は鍵保管プロセスまたはゲートウェイの利用者のものになりますが、すべての利用者に開かれています(モード { $mode })
rights-open-folder-hint = Kakitome 専用のフォルダーなら chmod 700 { $path } を実行してください。そうでなければ、設定で別のフォルダーを指定してください
rights-no-way = 利用者 { $user } は { $path } にたどり着けません: { $folder }: { $why }
rights-no-way-hint = そのフォルダーをほかの利用者が通れるようにする(chmod o+x)か、/var/lib/kakitome など別の場所を使ってください

## try
try-step-home = { $home } を用意しています
try-step-keys = プライベート認証局と、{ $address } の鍵と証明書を作っています
try-step-serve = 鍵保管プロセスとゲートウェイを起動しています
try-step-send = ゲートウェイ({ $relay })にメールを1通送っています
try-title-sent = アプリケーションが渡したメール
try-title-received = ゲートウェイから出たメール
try-title-verdict = 検証の結果
try-title-play = 試してみる
try-reply = 次のサーバーが { $to } あてのメールを受け取ったあと、ゲートウェイは「{ $reply }」と答えました。
try-pages =
    ブラウザーで開くページ(たとえば { $home }/received.eml を置いてみてください):
      { $page }
try-play =
    お手元のアプリケーションの送信先を、ホスト { $host }、ポート { $port }(TLS なし、認証なし)、差出人 noreply@bank.example にしてください。
    ご自分のアドレスで試すには、別の端末で次のように入力します。
      kakitome identity add you@your.example --home { $home }
    メールとルート証明書:
      { $home }/sent.eml  { $home }/received.eml  { $home }/root.pem
    ほかのプログラムで検証するには:
      openssl cms -verify -in { $home }/received.eml -CAfile { $home }/root.pem
    届いたメールはすべてここで検証します。終えるには Ctrl-C を押してください。
try-home-kept = { $home } は残ります。不要になったら削除してください。
try-home-removed = 用意したフォルダーは終了時に削除されます。残すには --home で場所を指定してください。
try-one-more = { $from } から { $to } あて: { $verdict }
try-not-sent = ゲートウェイにメールを渡せませんでした: { $why }
try-refused = ゲートウェイがメールを受け付けませんでした: { $reply }
try-not-arrived = ゲートウェイはメールを受け付けましたが、次のサーバーに届きませんでした
try-command-failed = 「kakitome { $command }」を実行できませんでした({ $status })。理由は上の行をご覧ください
try-letter-sender = 見本銀行
try-letter-subject = お振込みの受付完了のお知らせ
try-letter-body =
    見本銀行をご利用いただき、ありがとうございます。

    お振込みの受付が完了しました。受付番号は 1234 です。

    このメールには電子署名が付いています。差出人と、内容が署名されたときの
    ままであることを、お使いのメールソフトで確かめられます。

    株式会社見本銀行 (髙﨑①)

## keyholder と gateway
keyholder-failed = 鍵保管プロセス: { $why }
gateway-failed = ゲートウェイ: { $why }
gateway-cannot-listen = ゲートウェイ: { $place } で待ち受けできません: { $why }
gateway-not-opened = ゲートウェイ: { $place } は、このゲートウェイのために開かれていません。その間に設定が変わりました
gateway-not-opened-hint = もう一度起動してください
gateway-file-unusable = ゲートウェイ: { $file } を読み取れませんでした: { $why }
gateway-file-hint = 設定に書いた場所にファイルがあるか、ゲートウェイの利用者が読み取れるかを確認してください
gateway-folder-unusable = ゲートウェイ: フォルダー { $file } を用意できませんでした: { $why }
gateway-folder-hint = ゲートウェイの利用者が、上のフォルダーに書き込めるかを確認してください
gateway-tls-unusable = ゲートウェイ: { $file } を TLS に使えません。原因: { $why }
gateway-tls-hint = 証明書と秘密鍵が PEM 形式であること、両者が対になっていることを確認してください
gateway-encryption-unusable = ゲートウェイ: { $file } を、受信者の証明書の検証に使えません。原因: { $why }
gateway-encryption-hint = 設定の [encryption] に書いたファイルや一覧の名前を確認してください
gateway-database-unusable = ゲートウェイ: データベース { $file } を使えません。原因: { $why }
gateway-database-hint = kakitome init を実行したか、ゲートウェイの利用者が読み書きできるか、ディスクに空きがあるかを確認してください
gateway-outbox-in-use = ゲートウェイ: 配送待ちのメールのフォルダー { $file } は、別のゲートウェイが使っています
gateway-outbox-in-use-hint = 動いているゲートウェイを止めるか、設定の [outbox] に別の folder を指定してください
gateway-outbox-unusable = ゲートウェイ: 配送待ちのメールを扱えません。原因: { $why }
gateway-outbox-fell = ゲートウェイ: 配送待ちのメールの処理が止まりました。メールは残っていて、次に起動したときに配送します。原因: { $why }
keyholder-running = 鍵保管プロセス: フォルダー { $file } は、別の鍵保管プロセスが使っています
keyholder-running-hint = 動いている kakitome serve を止めてから起動してください
keyholder-not-private = 鍵保管プロセス: { $file } を、ほかの利用者が読み取れます(モード { $mode }、所有者 { $owner })
keyholder-not-private-hint = 所有者を鍵保管プロセスの利用者にし、chmod 600(フォルダーは 700)を実行してください
keyholder-kek-missing = 鍵保管プロセス: 鍵を保護する鍵 { $file } がありません。それで保護された秘密鍵は残っています
keyholder-kek-missing-hint = 別の場所に保管した「鍵を保護する鍵」を、元の場所に戻してください。作り直すと、今の秘密鍵は使えなくなります
keyholder-file = 鍵保管プロセス: { $file } を使えませんでした: { $why }
keyholder-damaged = 鍵保管プロセス: { $file } が壊れています。原因: { $why }
keyholder-audit-broken = 鍵保管プロセス: 鍵の使用記録 { $file } の { $line } 行目が、前の行から続いていません。原因: { $why }
keyholder-not-there = 鍵保管プロセス: { $file } には、まだ鍵の置き場所がありません
keyholder-not-there-hint = kakitome init を実行してください
keyholder-passphrase-needed = 鍵保管プロセス: { $file } を使うには、パスフレーズが必要です
keyholder-passphrase-wrong = 鍵保管プロセス: このパスフレーズでは { $file } を開けません
keyholder-rotation-pending = 鍵保管プロセス: 「鍵を保護する鍵」の更新が途中で止まっています。新しいほう({ $file })を指定して起動してください

## keys
keys-purpose = { $purpose ->
    [mail] メール
    [authority] 認証局
   *[other] { $purpose }
 }
keys-rotating = すべての鍵を、新しい「鍵を保護する鍵」で包み直しています
keys-rotated = { $count } 個のファイルを包み直しました。これまでの「鍵を保護する鍵」では、もう何も開けません。鍵保管のフォルダーのバックアップを取り直してください。
keys-rotate-passphrase = このフォルダーの「鍵を保護する鍵」はパスフレーズから作られています。新しいパスフレーズが指定されていません
keys-rotate-passphrase-hint = 新しいパスフレーズをファイルの1行目に書き、--new-passphrase-file で指定してください
keys-rotate-file = このフォルダーの「鍵を保護する鍵」はファイル({ $file })です。パスフレーズは指定できません
keys-audit-good = 鍵の使用記録は完全です({ $files } ファイル、{ $records } 件)。
keys-audit-last = 最後の記録の SHA-256: { $last }(別の場所に控えておくと、あとで末尾が切り取られていないかを確かめられます)
keys-audit-broken = 鍵の使用記録が壊れています: { $why }。この記録から先は、抜け、追加、書き換えの可能性があります。
keys-audit-unreadable = 鍵の使用記録を読めません: { $why }
keys-audit-none = { $folder } に鍵の使用記録がありません

## config check
config-means-name = 名前: { $name }
config-means-localhost = ご注意: hostname が "localhost" のままです。ほかのメールサーバーから見えるこのサーバーの名前を書いてください。応答の最初の行、Received、通知の差出人(postmaster@localhost)に使われます
config-means-relay = 中継 { $address }: { $networks } から受け付けます(STARTTLS なし)
config-means-relay-starttls = 中継 { $address }: { $networks } から受け付けます(STARTTLS に対応)
config-means-relay-starttls-required = 中継 { $address }: { $networks } から受け付けます(STARTTLS が必要)
config-means-submission = 送信受付 { $address }: 最初から TLS、ログインが必要。{ $networks ->
        [everybody] どこからでも
       *[other] { $networks } から
    }受け付けます{ $certificates ->
        [none] {""}
        [required] (クライアント証明書が必要)
       *[optional] (クライアント証明書でもログインできます)
    }
config-means-submission-starttls = 送信受付 { $address }: STARTTLS とログインが必要。{ $networks ->
        [everybody] どこからでも
       *[other] { $networks } から
    }受け付けます{ $certificates ->
        [none] {""}
        [required] (クライアント証明書が必要)
       *[optional] (クライアント証明書でもログインできます)
    }
config-means-lmtp = LMTP { $address }: 受信者ごとに応答します。{ $networks ->
        [everybody] ソケットを開ける利用者
       *[other] { $networks }
    }から受け付けます
config-means-logins = ログイン: このホームのアカウント(kakitome account list)、{ $mechanisms }
config-means-logins-dovecot = ログイン: Dovecot({ $socket })に確認します、{ $mechanisms }
config-means-hop-unix = 次のサーバー: { $host }(LMTP)
config-means-hop-lmtp = 次のサーバー: { $host } のポート { $port }(LMTP)
config-means-milter = milter { $address }: { $networks ->
        [everybody] このコンピューター
       *[other] { $networks } 
    }にあるメールサーバーからのメールを、その手元で署名します({ $believed ->
        [logins] メールサーバーが伝えるログインを認めます
        [certificates] メールサーバーが伝えるクライアント証明書をログインとして認めます
        [both] メールサーバーが伝えるログインとクライアント証明書を認めます
       *[none] メールサーバーが伝えるログインは認めません
    })
config-means-hop-clear = 次のサーバー: { $host } のポート { $port }、TLS なし
config-means-hop-optional = 次のサーバー: { $host } のポート { $port }、相手が対応していれば TLS(証明書は確認しません)
config-means-hop-sticky = 次のサーバー: { $host } のポート { $port }、相手が対応していれば TLS(一度 TLS で通信したあとは TLS が必要。証明書は確認しません)
config-means-hop-dane = 次のサーバー: { $host } のポート { $port }、TLS が必要(証明書を、署名された DNS の記録と照合します。DANE)
config-means-mx = 受信者のドメインのメールサーバーに直接送ります。DANE のあるドメインでは DANE に従います。{ $sts ->
    [yes] DANE がなく MTA-STS のあるドメインでは MTA-STS に従います。
   *[no] MTA-STS は使いません。
}どちらもないドメインでは、相手が対応していれば TLS で送ります
config-means-mx-required = 受信者のドメインのメールサーバーに直接送ります(TLS が必要)。DANE のあるドメインでは DANE に従います。{ $sts ->
    [yes] DANE がなく MTA-STS のあるドメインでは MTA-STS に従います
   *[no] MTA-STS は使いません
}
config-means-hop-required = 次のサーバー: { $host } のポート { $port }、TLS が必要(証明書は確認しません)
config-means-hop-verified = 次のサーバー: { $host } のポート { $port }、TLS が必要({ $name } の証明書を確認します)
config-means-may-sign = 署名できる送信元: { $networks } は { $whom } として署名できます
config-means-nobody-signs = 署名できる送信元: ありません([[may-sign]] がないため、署名せずに通すか、受け付けません)
config-means-signing = 署名({ $percent } %): { $sign }、期限切れの証明書: { $expired }、7ビットにできないメール: { $unsignable }、DKIM-Signature: { $dkim }、権限のない差出人: { $unauthorised }、ほかに署名する種類: { $also ->
    [none] ありません
   *[other] { $also }
 }
config-means-observing = 観察のみ: メールはそのまま通し、行うはずの処理を処理記録に書きます(署名: { $sign }、期限切れの証明書: { $expired }、7ビットにできないメール: { $unsignable }、DKIM-Signature: { $dkim }、権限のない差出人: { $unauthorised }、ほかに署名する種類: { $also ->
    [none] ありません
   *[other] { $also }
 })
config-means-encrypt-never = 暗号化: 規則のとおり。必須でできないとき: { $code }、ホーム以外のルート証明書: { $roots }、失効リスト: { $lists }
config-means-encrypt-if-possible = 暗号化: 証明書のある受信者全員。必須でできないとき: { $code }、ホーム以外のルート証明書: { $roots }、失効リスト: { $lists }
config-means-encrypt-required = 暗号化: 全員に必須。できないとき: { $code }、ホーム以外のルート証明書: { $roots }、失効リスト: { $lists }
config-means-triggers = 件名の指定語とヘッダー(ログインした送信者のみ有効): { $words }
config-means-milter-without-logins = ご注意: { $address } の milter から入るメールには { $what } は当てはまりません。メールサーバーが伝えるログインを認めない設定のためです(believe-logins = true で認めます)
config-means-nobody-logs-in = ご注意: ログインできる入口がないため、{ $what } はどのメールにも当てはまりません(kind = "submission"、tls の client-ca、milter の believe-logins のいずれかが必要です)
config-means-rule = 規則 { $number }: { $name }
config-means-outbox = 先に受け付けたメールの送信待ちフォルダー: { $folder }(最長{ $hours }時間、同時に{ $connections }通まで配送)
config-means-database = データベース: { $file }
config-means-export = 秘密鍵の書き出し: 許可(kakitome identity export-p12)
config-means-keyholder = 鍵保管プロセス: { $socket }
config-means-users = 利用者(root で起動し、存在する場合): ゲートウェイは { $gateway }、鍵保管プロセスは { $keyholder }
config-means-no-users = 利用者: どちらのプロセスも、起動した利用者で動きます
config-means-watch = ルート証明書一覧の確認: { $hours } 時間ごとに { $lists } を取得し、関係する証明書があれば { $to } に知らせます(差出人 { $from })
config-means-watch-owners = ルート証明書一覧の確認: { $hours } 時間ごとに { $lists } を取得し、関係する証明書があれば、そのアドレスに知らせます(差出人 { $from })
config-means-no-watch = ルート証明書一覧の確認: 行いません
config-means-service = お客様の設定: { $domain } のメール、送信は { $host } のポート { $port }
config-means-no-web = 画面: ありません([web] に listen を書くと始まります)
config-means-web = 画面: { $addresses } で、暗号化なしで受け付けます(このコンピューターか、リバースプロキシ用)。メールは { $bytes } バイトまで、1つのアドレスから毎分 { $mails } 通まで
config-means-web-tls = 画面: { $addresses } で、TLS で受け付けます。メールは { $bytes } バイトまで、1つのアドレスから毎分 { $mails } 通まで
config-means-web-lookup = 画面: 持ち主が公開にした証明書を検索できます
config-means-web-no-lookup = 画面: 証明書の検索はできません
config-means-web-proxies = 画面: { $networks } のリバースプロキシが伝える訪問者のアドレスを信用します
config-means-metrics = 監視用の数値と稼働状態: { $address } の HTTP
config-means-allowance = 1時間の上限: 接続元ごとにメール { $client } 通・宛先 { $client-recipients } 件、ログインごとにメール { $login } 通・宛先 { $login-recipients } 件、署名者のアドレスごとに { $identity } 通(0は上限なし)
config-means-limits = 上限: 1通 { $bytes } バイト、宛先 { $recipients }、接続 { $connections }(1つの送信元から { $client })

## usage
cli-usage = { $why }
cli-usage-hint = 使い方は「kakitome コマンド --help」で表示されます

## cms show
cms-nothing = { $file } には、署名データ、暗号化データ、証明書、失効リスト、鍵のファイルのいずれも見つかりません
cms-no-such-part = { $file } に、S/MIME のパート { $part } はありません
cms-unreadable = { $file }: 読み取れません: { $why }
cms-part = パート { $part }({ $type })
cms-body = メールの本文({ $type })
cms-columns = {"      位置 見出      長さ  種類                構造"}
cms-trailing = 構造のあとに、余分なデータがあります({ $offset } バイト目から)。
cms-cut = 要素が { $lines } 個より多くあります。残りは表示していません。
cms-broken = ここで途切れています: { $why }
