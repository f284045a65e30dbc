# 管理者に知らせるメール(kakitome alerts)と、差出人に知らせるメール、送信前チェックの毎日の実行の文。

alert-mail-subject = { $more ->
    [0] ゲートウェイからのお知らせ: { $first }
   *[other] ゲートウェイからのお知らせ: { $first } ほか { $more } 件
}
alert-mail-intro = メールゲートウェイ { $host } からのお知らせです。
alert-mail-end =
    このメールは { $host } の kakitome が自動で作成しました。同じお知らせは一度だけ送ります。
    これまでのお知らせは kakitome alerts list で見られます。宛先は設定の [alerts] で変えられます。

alert-certificate-expires = { $address } の証明書の有効期限まで { $days } 日以内です
alert-certificate-expires-text =
    有効期限は { $until }、証明書のシリアル番号は { $serial } です。期限を過ぎると、このアドレスのメールには署名できません(設定の when-expired に従い、受け付けないか、署名なしで送ります)。
    新しい証明書は kakitome identity add { $address }(プライベート認証局)、または kakitome identity csr と import(外部の認証局)で用意します。再起動は不要です。
alert-certificate-expired = { $address } の証明書の有効期限が切れました
alert-certificate-expired-text =
    有効期限は { $until }、証明書のシリアル番号は { $serial } でした。このアドレスのメールには署名できません(設定の when-expired に従い、受け付けないか、署名なしで送ります)。
    新しい証明書を kakitome identity add { $address }、または kakitome identity csr と import で用意してください。
alert-authority-expires = プライベート認証局の証明書「{ $name }」の有効期限まで { $days } 日以内です
alert-authority-expires-text =
    有効期限は { $until }、証明書のシリアル番号は { $serial } です。期限を過ぎると、この認証局が発行した証明書の署名は有効と判定されません。
    新しい認証局のルート証明書を受信者に配る時間を見込んで、早めに準備してください。
alert-authority-expired = プライベート認証局の証明書「{ $name }」の有効期限が切れました
alert-authority-expired-text =
    有効期限は { $until }、証明書のシリアル番号は { $serial } でした。この認証局が発行した証明書の署名は、有効と判定されません。
alert-tls-expires = サーバー証明書 { $file } の有効期限まで { $days } 日以内です
alert-tls-expires-text =
    有効期限は { $until }、名義は { $name }、シリアル番号は { $serial } です。期限を過ぎると、TLS で接続するメールソフトやサーバーから接続できません。
    ファイルを新しいものに置き換えると、再起動なしで使われます。
alert-tls-expired = サーバー証明書 { $file } の有効期限が切れました
alert-tls-expired-text =
    有効期限は { $until }、名義は { $name }、シリアル番号は { $serial } でした。TLS で接続するメールソフトやサーバーから接続できません。
    ファイルを新しいものに置き換えると、再起動なしで使われます。
alert-keyholder-down = 鍵保管プロセスが応答しません
alert-keyholder-down-text =
    { $since } から応答がありません: { $why }
    署名の必要なメールは受け付けを一時的に断り(4xx)、送信元に残っています。serve のログを確認してください。鍵の使用記録を書くディスクの空き不足がよくある原因です。
alert-keyholder-back = 鍵保管プロセスが再び応答しています
alert-keyholder-back-text = { $since } から { $at } まで応答がありませんでした。待っていたメールは、送信元が送り直したときに署名されます。
alert-next-hop-down = 送信先のサーバー { $hop } に接続できません
alert-next-hop-down-text =
    { $since } から接続できません: { $why }
    メールは送信元、または送信待ちの場所(outbox)に残っています。サーバー、TLS の設定と証明書、[next-hop] を確認してください。
alert-next-hop-back = 送信先のサーバー { $hop } に再び接続できます
alert-next-hop-back-text = { $since } から { $at } まで接続できませんでした。待っていたメールは順に送ります。
alert-hop-downgraded = サーバー { $hop } が TLS に対応しなくなりました
alert-hop-downgraded-text =
    { $since } から TLS で通信していましたが、{ $at } には対応していませんでした: { $why }
    暗号化なしでは送らないため、このサーバー宛てのメールは待っています。サーバーの管理者に確認し、意図した変更なら kakitome hop forget { $hop } を実行してください。
alert-outbox-put-aside = 送信待ちのメール { $count } 通を別の場所に移しました
alert-outbox-put-aside-text =
    読み取れない、またはくり返し異常終了の原因になったためです({ $mails })。理由: { $why }
    ほかのメールは通常どおり送っています。kakitome held list で確認し、kakitome held release または held drop で処理してください。
alert-outbox-given-up = 期限までに送れなかったメールがあります(宛先 { $count } 件)
alert-outbox-given-up-text =
    設定の lifetime-hours を過ぎても送れなかったため、送信をあきらめました({ $mails })。最後の応答: { $why }
    差出人には配送不能の通知を送りました(差出人が空のメールを除きます)。kakitome journal find --id で経過を見られます。
alert-outbox-no-room = 送信待ちの場所(outbox)に空きがありません
alert-outbox-no-room-text =
    { $count } 回、受け付けを一時的に断りました(4xx)。理由: { $why }
    空きができると、受け付けは自動的に再開します。ディスクの空きと、[outbox] の mails、bytes、free-bytes を確認してください。
alert-roots-changed = ルート証明書一覧の変更: 証明書とルート証明書の組み合わせ { $count } 件に関係します
alert-roots-changed-text = 一覧の変更により、メールソフトでの表示が変わる場合があります。内容は kakitome trust touched で見られます。
alert-preflight = { $address } の送信前チェックで、新しい確認事項が見つかりました
alert-preflight-text =
    できること: { $advice }
    証明書のシリアル番号: { $serial }。詳しくは kakitome preflight --last --as { $address } で見られます。
alert-test = 試験のお知らせ
alert-test-text = このメールが届いたので、お知らせの設定は働いています。対応の必要はありません。

## alerts の文
alerts-none = お知らせはまだありません。
alerts-line = { $found }  { $told }  { $heading }
alerts-told = { $at } に送信
alerts-waiting = 送信待ち
alerts-test-sent = 試験のお知らせを { $to } 宛てに送りました({ $at })。
alerts-nobody = お知らせの宛先が設定されていません
alerts-nobody-hint = 設定に [alerts] to = ["admin@example.jp"] を書き、systemctl reload kakitome で読み直してください
alerts-not-sent = 試験のお知らせは { $seconds } 秒以内に送られませんでした
alerts-not-sent-hint = serve が動いているか、設定を読み直したか、1時間に送る数(per-hour)を超えていないかを確認してください。お知らせは保存してあり、送れるときに送ります

## preflight --all、--last
preflight-of = 差出人 { $address }、証明書のシリアル番号 { $serial }、確認日時 { $at }
preflight-new = { $address }: 毎日の送信前チェックで、新しい確認事項が { $count } 件見つかりました(kakitome preflight --last で確認できます。[alerts] to を設定すると、メールで知らせます)
preflight-not-checked = { $address }: 送信前チェックを行えませんでした
preflight-unreadable = 別の版の kakitome が保存した結果のため、表示できません。次のチェックで置き換わります。
preflight-none = 送信前チェックの結果が保存されていません
preflight-none-hint = kakitome preflight --all で調べます([alerts] を設定した serve は毎日調べます)

## 差出人への説明
note-carriers-subject = 携帯電話会社のアドレスに送られた署名付きメールについて
note-carriers-text =
    { $sender } 様

    { $at } に、このアドレスから電子署名付きのメールを、携帯電話会社のドメイン({ $domains })の宛先に送りました。メールは通常どおり届ける手続きをしています。このメールは、表示についてのご案内です。
    { $message }

    ■ わかったこと
    宛先のドメインは、携帯電話会社のメール(MMS)で読まれることがあります。署名は付いていますが、本文は署名データの外にあるため、多くのメールソフトでそのまま読めます。

    ■ わからないこと
    受信者がどの機種やメールソフトで読むかは、アドレスからはわかりません。同じアドレスを、Webメールや iPhone のメールで読む方もいます。

    ■ メールソフトでの表示
    携帯電話会社のメールアプリや古い機種では、smime.p7s という添付ファイルが見えたり、本文の一部が表示されなかったりする場合があります。iPhone の「メール」では、署名が確認されます。

    ■ できること
    受信者から「読めない」「添付ファイルが開けない」と連絡があったら、Webメールか iPhone、パソコンのメールソフトで開くようにご案内ください。smime.p7s は電子署名のデータで、開く必要はありません。署名を付けずに送る必要がある宛先は、メールの管理者にお知らせください(宛先ごとに設定できます)。
note-carriers-message = 対象のメールの Message-ID: { $id }
note-carriers-end =
    このメールは { $host } が自動で作成しました。返信は不要です。同じドメインについては { $days } 日間は再びお知らせしません。

config-means-alerts = 管理者へのお知らせ: { $to } に送ります(差出人 { $from }、証明書の有効期限の { $days } 日前、応答がなくなって { $seconds } 秒後、1時間に { $mails } 通まで)
config-means-no-alerts = 管理者へのお知らせ: 送りません([alerts] to がありません)
config-means-senders-told = 差出人への案内: 携帯電話会社の宛先に署名付きメールを送った人に、ドメインごとに { $days } 日に一度まで知らせます(差出人 { $from })
config-means-senders-not-told = 差出人への案内: 携帯電話会社の宛先について知らせません

## help
help-alerts = 管理者にメールで知らせたこと、これから知らせることを扱います(設定の [alerts])。
help-alerts-list = お知らせを新しい順に示します。何を、いつ見つけ、いつ送ったかがわかります。
help-alerts-list--limit = 最大の件数
help-alerts-list--json = 1つの JSON で出力します
help-alerts-test =
    試験のお知らせを1通送ります。

    実際のお知らせと同じく、動いている serve が送ります(差出人が署名できるアドレスなら署名が付きます)。送られるまで待ち、送られなければ終了コードは1です。
help-alerts-test--seconds = 待つ秒数
help-preflight--all = ホームにあるすべての差出人を調べ、結果を保存します
help-preflight--last = すべての差出人の、前回の結果を示します(--as で1つだけ)
help-alerts-test--json = 1つの JSON で出力します

## rollout report
rollout-title = 署名の導入レポート
rollout-since-future = --since { $since } は、現在({ $now })より後の日時です
rollout-since-future-hint = 過去の日時を指定してください。指定しなければ、過去7日間を集計します
rollout-period = { $since } から { $until } まで
rollout-made = このレポートは処理記録から kakitome rollout report が作成しました。メールの内容は含みません。表示予測は、各メールソフトのふつうの環境での見込みです。
rollout-mails = 処理したメール: { $count } 通
rollout-look = ご確認いただきたい点
rollout-outcomes = メールの扱い
rollout-recipients = 受信者(署名の対象になるメール、延べ数)
rollout-identities = 差出人
rollout-nothing = この期間にはありません。
rollout-outcome-signed = 署名して送りました
rollout-outcome-would-sign = 署名の対象です(観測のみ)
rollout-outcome-not-in-share = 署名の対象です(percent の割合の外のため、そのまま送りました)
rollout-outcome-unauthorised = この送信元には、この差出人で署名する許可がありません
rollout-outcome-expired = 差出人の証明書の有効期間外です
rollout-outcome-not-seven-bit = 7ビットにできないため署名できません
rollout-outcome-ambiguous = MIME の形式があいまいなため署名できません
rollout-outcome-dkim-kept = DKIM-Signature が付いているため署名しません
rollout-outcome-unencryptable = 暗号化が必須ですが、使える証明書のない受信者がいます
rollout-outcome-would-encrypt = 暗号化の対象です(観測のみ)
rollout-outcome-encrypted = 署名せずに、暗号化して送りました
rollout-outcome-parted = 署名せずに、受信者の一部には暗号化して、ほかの受信者には暗号化せずに送りました
rollout-outcome-own-rule = 規則または送信者の指定により署名しません
rollout-outcome-automatic = 自動応答、配送通知、予定表などのため署名しません
rollout-outcome-protected = すでに署名または暗号化されています
rollout-outcome-no-identity = 差出人が登録されていません
rollout-outcome-no-author = 差出人(From)が1つに定まりません
rollout-outcome-off = 署名を止めている間(kakitome off)に送りました
rollout-outcome-other = その他(受け付けなかったメールなど)
rollout-advice-none = 署名の妨げになることは、この期間には見つかりませんでした。
rollout-advice-unauthorised = 署名の許可がない送信元からのメールが { $count } 通あります。送信元のネットワークかログインを [[may-sign]] に加えるか、なりすましでないかを確認してください(kakitome journal find)。
rollout-advice-expired = 有効期間外の証明書のため署名できないメールが { $count } 通あります。証明書を更新してください(kakitome identity add)。
rollout-advice-not-seven-bit = 7ビットにできず署名できないメールが { $count } 通あります。[signing] unsignable = "opaque" なら、本文が署名データの中に入る形式で署名します。
rollout-advice-ambiguous = MIME の形式があいまいで署名できないメールが { $count } 通あります。送信するアプリケーションの作るメールを確認してください。
rollout-advice-dkim-kept = DKIM-Signature が付いているため署名しないメールが { $count } 通あります。DKIM の署名はゲートウェイより後ろで付けてください。
rollout-advice-unencryptable = 暗号化が必須で、使える証明書のない受信者がいるメールが { $count } 通あります。証明書を登録するか(kakitome people import)、規則を変えてください。受信者は kakitome rule explain で確認できます。
rollout-advice-dkim = 署名のために DKIM-Signature が外れるメールが { $count } 通あります。DKIM の署名はゲートウェイより後ろで付けてください。
rollout-advice-opaque = 本文が署名データの中に入る形式になるメールが { $count } 通あります。S/MIME に対応していないメールソフトでは本文を読めません。
rollout-advice-carriers = 携帯電話会社の宛先が延べ { $count } 件あります。本文は署名データの外に置きますが、smime.p7s という添付ファイルが見える場合があります。差出人には一度お知らせします([senders])。
rollout-class-own = 自組織のドメイン
rollout-class-webmail = Webメール
rollout-class-carrier = 携帯電話会社
rollout-class-other = その他(会社など)
rollout-identity = { $address }: 署名済み { $signed }、署名の対象 { $would }、割合の外 { $outside }、本文が署名データの中 { $opaque }、DKIM が外れる { $dkim }、署名できない { $refused }、携帯電話会社の宛先 { $carriers }
rollout-fact-signed = 署名済み
rollout-fact-would = 署名の対象(観測のみ)
rollout-fact-outside = 署名の対象(割合の外)
rollout-fact-opaque = うち、本文が署名データの中に入る形式
rollout-fact-dkim = うち、DKIM-Signature が外れる
rollout-fact-refused = 署名できない(許可がない、期限切れ)
rollout-fact-carriers = 携帯電話会社の宛先
rollout-form-clear = クリア署名
rollout-form-opaque = 本文が署名データの中に入る形式
rollout-view = { $address } の署名付きメール({ $form })の表示予測
rollout-likely = (この受信者に多い)
rollout-no-view = 表示を予測できませんでした: { $why }

help-rollout = 署名の導入を進めるための集計を扱います。
help-rollout-report =
    観測モード(mode = "observe")や一部だけの署名(percent)で何が起きるか、起きたかを、処理記録から集計します。

    だれの差出人で何通に署名するか、受信者の種類(自組織、Webメール、携帯電話会社、その他)、署名の妨げになること(許可がない、期限切れ、
    7ビットにできない、DKIM)、受信者のメールソフトでの表示予測を示します。表示予測のために、差出人ごとに短い見本に署名します。見本は送信しません。
help-rollout-report--since = この日時から: 2026-11-22、2026-11-22T10:15:00+09:00。省略すると7日前から
help-rollout-report--html = HTML のページとして出力します
help-rollout-report--no-views = 表示予測を行いません(見本に署名しません)
help-rollout-report--json = 1つの JSON で出力します
