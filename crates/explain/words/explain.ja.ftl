# kakitome explain の説明: メールソフトでの表示、経路、対処とその代償、よくある読み違い。用語と文体は用語集のとおり。

# 見出し
page-lock-apart = { $heading }。赤い鍵アイコンは、署名とは別のことを示しています
page-attachment = smime.p7s は、電子署名のデータです
page-replayed = { $at }時点の再現

# わかったこと
page-root-cause = 内容は署名されたときから変わっておらず、差出人と署名者は一致しています。警告の原因はメールではなく、{ $owner ->
    [windows] Windows のルート証明書の設定です
   *[other] ルート証明書一覧の設定です
}。
page-root-since = { $day }に配信が始まったルート証明書更新情報で、ルート証明書「{ $root }」{ $state ->
    [email-off] の利用目的から「電子メールの保護」が削除(オフ)になりました
    [disabled] が無効化されました
    [not-before] は、指定日より後に発行された証明書を対象外とするようになりました
    [distrust-after] は、指定日より後に発行された証明書を対象外とするようになりました
   *[other] の使用が禁止されました
}。
page-root-cross = このメールはクロスルート証明書(古いルートにもつながるようにするための中間の証明書)を含むため、検証がこのルートに行き着くことがあります。
page-not-revoked = 署名者の証明書が失効したという記録は、確認した失効リストにはありません。
page-lock-red = Gmail の赤い鍵アイコン「{ $first }」(「{ $second }」)は、Gmail に届くときの通信が暗号化(TLS)されていなかったことを示します。署名や証明書の良し悪しを示すものではありません。
page-lock-red-seen = メールの記録でも、{ $by } に渡された区間に TLS の記載がありません。
page-hop-plain = メールの記録では、{ $by } に渡された区間に TLS の記載がありません。通信経路のことで、署名や証明書の良し悪しとは関係がありません。
page-attached = このメールには電子署名が付いています。お使いのメールソフトが S/MIME に対応していない場合、署名が添付ファイルとして見えます。
page-attached-only = 中身を調べたところ、署名のデータだけでした。本文は、そのままお読みいただけます。開く必要はなく、開いても署名の確認はできません。

# わからないこと
page-case-unknown = お使いの環境に更新が適用されているか、別のルート証明書「{ $root }」が入っているかは、メールからはわかりません。入っている場合、警告は表示されない見込みです。
page-read-on-the-way = 通信の途中で内容を読まれたかどうかは、だれにもわかりません。このメールには署名だけが付いていて、本文は暗号化されていません。
page-attached-unknown = smime.p7s が付いているだけでは、差出人が本人かどうかはわかりません。ほかのメールから写すこともできるためです。
page-way-hearsay = 配送経路の記録は、途中のサーバーが書いたものです。正しいかどうかは、メールからは確認できません。

# メールソフトでの表示
page-shows-two = { $one }は「{ $first }」、{ $other }は「{ $second }」と表示する見込みです。
page-shows-one = { $one }は「{ $first }」と表示する見込みです。
page-shows-when = { $conditions }では、{ $text }
page-shows-attachment = S/MIME に対応していないメールソフトでは、{ $file } という添付ファイルが見えます。
page-shows-unreadable = S/MIME に対応していないメールソフトでは、本文を読めず、{ $file } という添付ファイルが見えます。
page-shows-unknown = { $programs }の表示は不明です(確認できていません)。
page-shows-why = { $program }がこのように表示する理由: { $text }署名と内容が一致しないという意味ではありません。
page-shows-nothing-of = { $program }は、この署名を表示しない見込みです。理由: { $text }
why-T-nested = 署名が重ねられており、本文の外に付く形式のものが含まれています。
why-T-part = 署名が、メールの一部だけに付いています。
why-T-around = 署名が、暗号化された内容の外側に付いています。
why-T2-names = 証明書に書かれた発行者の名前と、発行者の証明書の名義が、文字の書き方(大文字・小文字など)まで同じではありません。
why-G5-names = 証明書に書かれた発行者の名前と、発行者の証明書の名義が、文字の書き方(大文字・小文字など)まで同じではありません。
why-T4-then = 署名に書かれた日時が、証明書の有効期間の外にあります。
why-T6-date = メールの日付(Date)がないか、読み取れません。
why-G5-months = 証明書の有効期間が27か月を超えています。
why-G4-chain = 証明書が、中間CA証明書を経ずにルート証明書から発行されています。
page-shows-unsigned = 署名の表示はありません。
page-shows-none = 渡されたものはメールの全体ではないため、メールソフトでの表示は予測できません。
page-shows-seen = { $programs }では「{ $words }」と表示される場合があります({ $day }、{ $by } による)。
page-shows-may = { $programs }では「{ $words }」と表示される場合があります。
page-shows-apart = { $programs }は Windows の設定を使わないため、影響を受けない見込みです(推定)。
page-via = 差出人の横の「経由 { $domain }」は、配信に使われたサーバーのドメインが差出人のドメインと異なることを示します。配信を委託しているときによくある表示で、それだけで不審とはいえません。
page-google-apart = Gmail に「{ $words }」と表示される場合は、発行元や証明書の有効期間(27か月以内)など別の条件によるもので、赤い鍵とは関係がありません。
page-all = メールソフトごとの表示予測
page-row = { $program }: { $text }
page-row-when = { $conditions }: { $text }
page-row-quote = 「{ $words }」
page-row-more = 「{ $words }」(続けて「{ $more }」)
page-row-foreign = 「{ $words }」(英語版の文言)
page-row-confidence = { $text } [{ $confidence }]
page-likely = 宛先で使われることが多いメールソフト
and = 、
open = (
close = )

shows-trusted = 署名が有効であることを示します(文言は確認できていません)
shows-warning = 注意の表示になります(文言は確認できていません)
shows-invalid = 署名が正しくないという表示になります(文言は確認できていません)
shows-unsigned = 署名の表示はありません
shows-attachment = 本文は読め、署名のデータが添付ファイルとして見えます
shows-unreadable = 本文を読めません
shows-unknown = 不明(確認できていません)

confidence-observed = 実機で確認({ $date }、{ $by })
confidence-source = ソースコードで確認
confidence-documented = 公式資料
confidence-reported = 利用者からの報告
confidence-inferred = 推定
confidence-unknown = 不明

when-updates = ルート証明書の自動更新が働いている環境({ $name })
when-no-updates = ルート証明書の自動更新が働いていない環境
when-root-present = ルート証明書「{ $name }」が入っている環境
when-no-root-present = ルート証明書「{ $name }」が入っていない環境
when-heeds-dates = Windows 10 以降
when-no-heeds-dates = Windows 8.1 以前
when-root-trusted = 認証局「{ $name }」が信頼されている環境
when-no-root-trusted = 認証局「{ $name }」が信頼されていない環境
when-in-collection = 組織の管理者が認証局「{ $name }」を登録している環境
when-no-in-collection = 組織の管理者が認証局「{ $name }」を登録していない環境
when-key-present = 受信者の秘密鍵がある環境
when-no-key-present = 受信者の秘密鍵がない環境
when-smime-control = Windows のブラウザーに S/MIME の拡張機能がある環境
when-no-smime-control = S/MIME の拡張機能がない環境
when-mms = 携帯電話の MMS で受信した場合
when-no-mms = Webメールや iPhone のメールで受信した場合

# できること。price はその代償
remedy-ask-sender = この内容をもとに手続きをする前に、送信元にお確かめください。電話で確かめるときは、このメールに書かれた番号ではなく、カードや公式サイトに載っている番号をお使いください。
remedy-ask-sender-price = 確認が取れるまで、手続きを待つことになります。
remedy-compare = 表示される署名者のアドレスと差出人のアドレスを見比べてください。異なる場合は、手続きをする前に送信元にお確かめください。電話で確かめるときは、このメールに書かれた番号ではなく、カードや公式サイトに載っている番号をお使いください。
remedy-compare-price = 見比べる手間がかかります。
remedy-keep-record = 受信した日に有効だったことを確かめたい場合は、受信の記録(日時)を指定して検証してください。
remedy-keep-record-price = 受信の記録が正しいことは、記録を持つ方が示すことになります。
remedy-open-with-key = 宛先になっている方の秘密鍵がある環境で開いてください。
remedy-open-with-key-price = 秘密鍵をその環境に置くことになります。
remedy-wait-update = 修正されたルート証明書更新情報が配信された場合は、自動的に適用されます。手動の操作は必要ありません。
remedy-wait-update-price = 配信されるまで表示は変わりません。
remedy-install-root = ルート証明書を追加する方法があります。組織のパソコンでは管理者にご相談のうえ、拇印を公式の資料と照合してください。
remedy-install-root-price = この認証局が発行する証明書を、すべて信頼することになります。
remedy-install-named = 急ぐ場合は「{ $root }」のルート証明書(SHA-256 の拇印 { $hash })を追加する方法がありますが、この認証局が発行する証明書をすべて信頼することになります。組織のパソコンでは管理者にご相談のうえ、拇印を公式の資料と照合してください。
remedy-collection = 組織の管理者に、ルート証明書の登録(Set-SmimeConfig)をご相談ください。
remedy-collection-price = 組織の全員が、この認証局の発行する証明書を信頼することになります。
remedy-google-admin = 組織で Gmail をお使いの場合は、管理者がルート証明書を追加できることがあります。
remedy-google-admin-price = 組織の全員が、この認証局の発行する証明書を信頼することになります。
remedy-other-program = S/MIME に対応したメールソフトで開いてください。
remedy-other-program-price = 別のメールソフトの設定が必要です。
remedy-leave-attachment = 添付ファイルを開く必要はありません。署名を確かめたいときは、S/MIME に対応したメールソフトで開くか、メールのファイル(.eml)を検証してください。
remedy-leave-attachment-price = 何もしなければ、署名は確かめられません。
remedy-find-what-changes = 署名したあとでフッターの追加や文字コードの変換をしている装置がないか、配送チェックでお調べください。
remedy-find-what-changes-price = その装置を署名の前に移すか、対象から外すことになります。
remedy-include-chain = 中間CA証明書を署名に含めると、解消する場合があります。
remedy-include-chain-price = メールが証明書の分(数キロバイト)大きくなります。
remedy-leave-out-cross = クロスルート証明書を含めずに署名すると、解消する場合があります。
remedy-leave-out-cross-price = 新しいルート証明書がなく、自動更新も働かない古い環境では、そのために警告が表示される場合があります。
remedy-renew = 有効期間内で失効していない証明書で署名してください。
remedy-renew-price = 発行の手続きと費用がかかります。すでに送ったメールの表示は変わりません。
remedy-reissue = 受信者の環境で信頼されている別のルート証明書の下で、証明書を発行し直してください。
remedy-reissue-price = 発行の手続きと費用がかかり、公表しているシリアル番号も変わります。
remedy-right-certificate = 「電子メールの保護」を利用目的に含み、規格に合った証明書で署名してください。
remedy-right-certificate-price = 発行の手続きと費用がかかります。
remedy-right-address = 差出人のアドレスが入った証明書で署名してください。
remedy-right-address-price = アドレスごとに証明書が必要です。
remedy-right-clock = 署名するサーバーの時計と Date ヘッダーを合わせてください。
remedy-right-clock-price = 作成してから送るまでに時間があくメールでは、送る直前に署名することになります。
remedy-usual-methods = SHA-256 以上の、広く使われている方式で署名してください。
remedy-usual-methods-price = 古い環境では検証できない場合があります。
remedy-one-signature = 署名を重ねず、ひとつだけにしてください。
remedy-one-signature-price = 内側の署名者の名前は表示されなくなります。
remedy-sign-then-encrypt = 先に署名し、そのあとで暗号化してください。
remedy-sign-then-encrypt-price = 署名があることは、復号するまで受信者にもわからなくなります。
remedy-shorter = 有効期間が27か月以内の証明書で署名してください。
remedy-shorter-price = 更新の回数が増えます。
remedy-tell-recipients = 受信者の組織の管理者に、登録に必要なルート証明書と拇印をお知らせください。
remedy-tell-recipients-price = 組織ごとに依頼することになります。
remedy-clear-sign = 本文が署名データの外に出る形式(クリア署名)で署名してください。
remedy-clear-sign-price = 途中で文字コードなどが変わると、署名と内容が一致しなくなります。
remedy-clear-text = S/MIME に対応していない受信者には、暗号化せずに送るかどうかをご判断ください。
remedy-clear-text-price = 本文が暗号化されません。
remedy-unsigned-by-choice = 携帯電話会社のアドレスには署名を付けずに送る方法があります。
remedy-unsigned-by-choice-price = Webメールや iPhone で読む方も、署名を確かめられなくなります。
remedy-tls = 送信サーバーを TLS に対応させると、この表示は出なくなります。
remedy-tls-price = サーバーの証明書の取得と更新が必要です。
remedy-lock-recipient = 設定で消すことはできません。このメールへの返信で、パスワードなどの大切な情報を送らないでください。
remedy-verify-file = メールのファイル(.eml)をこのプログラムに渡すと、差出人と内容を検証します(Gmail では、パソコンで「元のメールをダウンロード」を選びます)。または、S/MIME に対応したメールソフトで開いてください。
advice-priced = { $text }ただし、{ $price }

page-root-over = その後: { $day }の更新情報で、電子メール用として再び信頼されるようになりました({ $list })。
page-basis-list = ルート証明書一覧: { $list }

# 経路
page-way = 配送の経路(メールの記録による)
page-way-none = 経路の記録(Received)はありません。
page-hop = { $number }. { $from } から { $by } へ{ $tls ->
    [yes] : TLS の記載あり
    [no] : TLS の記載なし
   *[other] : TLS については不明
}{ $with ->
    [none] { "" }
   *[other] ({ $with })
}{ $at ->
    [none] { "" }
   *[other] 、{ $at }
}
page-claim = { $by } の記録: { $method } は { $result }{ $domain ->
    [none] { "" }
   *[other] ({ $domain })
}。この記録は送信元のサーバーについてのもので、署名とは別です。
page-nameless = 名前のないサーバー

# よくある読み違い
page-questions = よくあるご質問
ask-p7s = smime.p7s を開くと、隠された内容が見えますか。
answer-p7s = いいえ。smime.p7s は署名のデータで、本文とは別の内容は入っていません。開く必要はありません。
ask-p7s-more = smime.p7s には、何が入っていますか。
answer-p7s-more = 署名のデータのほかに、本文とは別の内容が入っています。署名はその内容に対するもので、見えている本文に対するものではありません。どちらの内容も、送信元に確かめるまでは、手続きにお使いにならないでください。
ask-webmail = 無料の Webメールを使っていることが原因ですか。
answer-webmail = 無料かどうかではなく、使っているメールソフトが S/MIME に対応しているか、どのルート証明書一覧を使うかで表示が変わります。
ask-red-lock = 赤い鍵アイコンは、署名が正しくないという意味ですか。
answer-red-lock = いいえ。Gmail に届くときの通信が暗号化されていなかったことを示すもので、署名や証明書とは関係がありません。
ask-valid = 署名が有効なら、リンクや添付ファイルも信用できますか。
answer-valid = 署名でわかるのは、だれの証明書で署名されたかと、内容が変わっていないことだけです。リンク先や用件が正しいかどうかは、署名ではわかりません。
ask-altered = 一致しないのは、だれかが書き換えたからですか。
answer-altered = そうとは限りません。メーリングリストのフッターや、配送の途中での文字コードの変換でも同じ表示になります。どちらかは、このメールだけでは判断できません。
ask-expired = 期限切れの表示は、内容が変わったという意味ですか。
answer-expired = いいえ。証明書の有効期間が過ぎたことを示すだけで、内容が変わったかどうかとは別です。
ask-revoked-words = メールソフトの「{ $words }」は、証明書が失効したという意味ですか。
answer-revoked-words = そうとは限りません。2016年1月には、失効していない証明書でも、ルート証明書の設定が変わったためにこの表示になりました。失効したかどうかは、失効リストで確認します。
ask-install = ルート証明書を追加すれば解決しますか。
answer-install = 表示が変わる場合がありますが、その認証局が発行する証明書をすべて信頼することになります。拇印を公式の資料と照合できない場合は、追加しないでください。
ask-unsigned = 署名がないメールは、なりすましですか。
answer-unsigned = そうとは限りません。署名を付けない送信元もあり、配送の途中で外れることもあります。署名がないことだけでは判断できません。
ask-via = 「経由」の表示は、なりすましの印ですか。
answer-via = そうとは限りません。配信を委託しているときによくある表示です。署名とは別のことです。
ask-encrypted = 署名が付いていれば、本文は暗号化されていますか。
answer-encrypted = いいえ。署名と暗号化は別です。このメールには署名だけが付いています。
ask-serial = シリアル番号が公表されたものと同じなら、それだけで十分ですか。
answer-serial = いいえ。シリアル番号はだれでも書き写せます。まず差出人と署名者のアドレスを見比べ、署名が有効であることを確かめてください。
ask-phone = 確かめるために、このメールに書かれた番号に電話してもよいですか。
answer-phone = 別の番号をお使いください。カードや公式サイトに載っている番号でお確かめください。

# 用語の一文
term-certificate-word = 証明書
term-certificate = 証明書: 署名を印鑑とすると、印鑑証明書にあたるものです。署名者のアドレスや名義を、認証局が確認して発行します。
term-authority-word = 認証局
term-authority = 認証局: 証明書を発行する組織です。
term-revoked-word = 失効
term-revoked = 失効: 有効期間の途中で、発行した認証局が証明書を使えないものとすることです。
page-terms = 用語
page-details = 技術的な詳細
page-made = Kakitome による説明。このページはメールの内容を含まず、外部に接続しません。

# コマンドの応答
explain-written = { $file } に書き出しました
explain-data = 付属のデータを読み取れません: { $why }
explain-no-client = 「{ $client }」というメールソフトの情報はありません
explain-no-client-hint = outlook-classic、outlook-new、outlook-web、outlook-mobile、outlook-mac、outlook-com、windows-mail、windows-live-mail、outlook-express、gmail-web、gmail-app、gmail-hosted、apple-mail、ios-mail、thunderbird、notes、zimbra、roundcube、yahoo-japan、android-mail、jp-mms、docomo-mail、no-smime のいずれかを指定してください
observe-unreadable = { $file }: 観察記録を読み取れません: { $why }
observe-refused = 観察記録を追加できません: { $why }
observe-added = 観察記録を追加しました({ $file })
observe-none = 観察記録はありません。
observe-matrix = メールソフト | OS | { $statuses }
observe-matrix-row = { $client } | { $os } | { $cells }
observe-matrix-none = 記録なし
observe-matrix-gone = { $date }に見られなくなりました
observe-head = メールソフト | OS | 版 | 状況 | 表示された文言 | 確認した日 | 確認した人
observe-line = { $client } | { $os } | { $version } | { $status } | { $gone ->
    [yes] 見られなくなりました
   *[no] 「{ $words }」
} | { $date } | { $by }

help-explain =
    メールを平易な言葉で説明します: だれが署名したか、それは差出人か、内容は変わっていないか、メールソフトごとにどう表示されるかとその理由、配送の経路、送信元と受信者にできることとその代償。

    メールは、ファイルか標準入力から読みます(届いたままのソース .eml、または署名のファイル .p7s、.p7m)。表示は、メールソフトが使うルート
    証明書一覧と、多くは受信者の環境によって変わります。そのため、条件ごとの場合に分けて、根拠(公式資料、ソースコード、実機、報告、推定)
    とともに示します。わからないものは不明と示します。Microsoft の一覧は保存されている場合に使います(kakitome trust update microsoft)。
    Mozilla の一覧は付属しています。

    --online を付けない限り、外部には接続しません。終了コード: 0 署名は有効、1 それ以外の判定(説明は出力します)、2 実行できなかった。
help-explain--file = メール。省略すると標準入力から読みます
help-explain--trust = 信頼するルート証明書(一覧、証明書、または保存済みの一覧の名前)。くり返し指定できます。省略すると、Mozilla の一覧とプライベート認証局(社内用)のルート証明書
help-explain--cert = 証明書のつながりをたどるために使う証明書。くり返し指定できます。これだけで信頼することはありません
help-explain--p12 = 暗号化されたメールを、この PKCS#12 ファイルの鍵で開きます。くり返し指定できます。--p12 も --key も指定しない場合は、登録されている鍵で開きます
help-explain--key = 暗号化されたメールを、この秘密鍵(PEM または DER)で開きます。その証明書は --cert で指定します。くり返し指定できます
help-explain--password-file = 1行目に --p12 または --key のパスワードを書いたファイル
help-explain--crl = 失効リスト(PEM または DER)。くり返し指定できます
help-explain--ocsp = OCSP の応答(DER)。くり返し指定できます
help-explain--revocation = 失効しているかどうかを確認できないときの扱い: soft は結果に示すだけ、hard は署名を受け入れない、off は確認しません。失効しているとわかった証明書は、soft でも hard でも受け入れません
help-explain--trust-time = タイムスタンプのために信頼するルート証明書(PEM または DER)。くり返し指定できます。省略すると、電子メール用に信頼するものと同じです
help-explain--online = 足りないものを、証明書に書かれたアドレスから取得します(外部に伝わるものは kakitome verify --help を参照)
help-explain--allow-network = --online のとき、この社内のネットワーク(10.1.0.0/16、fd00::/8、192.0.2.7)にも問い合わせます。くり返し指定できます
help-explain--allow-port = --online のとき、80 と 443 のほかに、このポートにも問い合わせます。くり返し指定できます
help-explain--any-issuer = --online のとき、組織名が信頼するルート証明書のどれとも異なる発行者の証明書も取得します。アドレスはメールを書いた人が選んだものかもしれず、その人にメールを調べたことが伝わります
help-explain--received = メールを受信した日時(ご自分の記録によるもの)
help-explain--at = この時点で説明します: 2016-01-20、2016-01-20T09:00:00+09:00、または1970年からの秒数。省略すると現在
help-explain--client = このメールソフトだけを説明します(outlook-classic、gmail-web、ios-mail、thunderbird、no-smime など)。くり返し指定できます
help-explain--to = 受信者のアドレス。そのアドレスで使われることが多いメールソフトに印を付けます。くり返し指定できます。省略すると To と Cc
help-explain--promises = 送信元による署名の約束(promises.toml)。署名のないメールを、これに照らして説明します。省略すると、登録されているもの(kakitome publish promise)
help-explain--html = 1枚の HTML に書き出します(スクリプトなし、外部への接続なし、メールの内容なし)
help-observe = メールソフトで実際に見た表示を記録し、一覧を示します。
help-observe-add = 観察記録を追加します。kakitome explain は、このメールソフトと状況について「実機で確認」と日付を示すようになります。
help-observe-add--client = メールソフト(outlook-classic、gmail-web、ios-mail、thunderbird など)
help-observe-add--os = OS(例: "Windows 11")
help-observe-add--client-version = メールソフトの版
help-observe-add--status = 状況: good、altered、expired、untrusted、root-off、revoked、unsigned など
help-observe-add--words = 表示された文言(そのまま)
help-observe-add--gone = 探したが見られなくなった場合に指定します
help-observe-add--by = 確認した人
help-observe-add--date = 確認した日(2026-11-22)。省略すると今日(UTC)
help-observe-list = 観察記録(付属するものと追加したもの)を、メールソフト・OS・状況の表として示します。
help-observe-list--client = このメールソフトだけ

# 配送チェック
transit-same = 送信時と受信時で、違いは見つかりませんでした。
transit-broken = 配送の途中で、署名の対象が変わっています。
transit-lost = 配送の途中で、署名が外れています。
transit-kept = 違いがありますが、署名の対象は変わっていません。
transit-unsigned = 違いがあります。送信時のメールに、本文の外に付く形式の署名はありません。
transit-breaks = { $text }(署名と内容が一致しなくなります)
transit-in-part = { $part }: { $text }
transit-wrapped = 署名付きメールが、別のメールの一部になっています。署名は一部だけに付いたものとして扱われます
transit-signature-gone = 署名のデータが外れています
transit-signature-changed = 署名のデータが変わっています
transit-rewritten = 転送用の符号化の書き方(行の長さなど)が変わっています。内容は同じです
transit-text-after = 署名の対象のあとに文字が加わっています
transit-line-ends = 改行コードが変わっています(署名は CR LF にそろえて確かめられます)
transit-encoding = 転送用の符号化が { $before } から { $after } に変わっています。内容は同じです
transit-charset = 文字コードが { $before } から { $after } に変わっています。文字は同じです
transit-added = { $place ->
    [begin] 先頭に
    [end] 末尾に
   *[middle] 途中に
} { $count } 行が加わっています
transit-removed = { $place ->
    [begin] 先頭の
    [end] 末尾の
   *[middle] 途中の
} { $count } 行がなくなっています
transit-changed = { $count } 行の内容が異なります
transit-bytes = 内容のデータが異なります
transit-type = 種類が { $before } から { $after } に変わっています
transit-part-header = パートのヘッダーまたは区切りが異なります
transit-parts-added = パートが { $count } 個加わっています
transit-parts-removed = パートが { $count } 個なくなっています
transit-field = ヘッダー { $name } が異なります(署名の対象ではありません)
transit-where = どこで変わったか(メールの記録による)
transit-suspect = { $after } を出てから { $before } で記録されるまでの間に変わったとみられます。
transit-somewhere = 送信元
transit-nowhere = どの区間で変わったかは、メールの記録からはわかりません。
transit-list = 途中でメーリングリスト { $list } を通っています。
transit-hop = { $from } から { $by } へ

help-transit =
    送信時のメールと受信時のメールを比べ、配送の途中で何が変わり、署名がどうなるかを示します(配送チェック)。

    文字コード、転送用の符号化、フッター、改行コード、パートの違いを見つけます。どのサーバーの間で変わったかは、Received と ARC の記録から
    わかる範囲で示します。終了コード: 0 署名の対象は変わっていない、1 変わっている、2 実行できなかった。
help-transit--sent = 送信時のメール
help-transit--received = 受信時のメール

# 送信前チェック
preflight-identity = 差出人 { $address }、署名に使う証明書のシリアル番号 { $serial }(有効期限 { $until })。この確認のために見本のメールに署名しました。見本は送信しません。
preflight-specimen = 見本のメール
preflight-nothing = このまま送信できます。対応するメールソフトで、送信元が避けられる注意の表示は見込まれていません。
preflight-may = 送信できます。次の点をご確認ください。
preflight-first = 送信の前に { $count } 件の対応が必要です。
preflight-stop = 要対応
preflight-warn = 注意
preflight-note = 参考
preflight-programs = 関係するメールソフト: { $programs }
preflight-price = 代償: { $price }
remedy-sign = 署名してから送信してください。
remedy-sign-price = 署名した後は、内容を変えられません。
remedy-seven-bit = 8ビットの文字を、署名の前に quoted-printable または base64 で符号化してください。途中のサーバーが変換すると、署名と内容が一致しなくなります。
remedy-seven-bit-price = メールが少し大きくなります。
remedy-cross-along = クロスルート証明書を含んでいます。古いルート証明書しかない環境のために必要かどうかをご確認ください。
remedy-cross-along-price = 外すと、古い環境で警告が表示される場合があります。含めると、古いルート証明書の扱いが変わったときに影響を受けます。

help-preflight =
    送信する前の署名付きメールか差出人を調べ、受信者のメールソフトでの表示と、送信元が変えられる点を示します(送信前チェック)。

    署名済みのメールを、ファイルか標準入力から読みます(kakitome sign … | kakitome preflight)。--as を指定すると、メールは必要ありません。
    その差出人の最新の鍵で短い見本に署名し、判定したあとで捨てます。何も送信しません。鍵の使用は、ほかの使用と同じく鍵保管の記録に残ります。
    不足している中間CA証明書、27か月を超える有効期間、Date から離れた署名時刻、古いハッシュ方式、差出人と署名者の不一致、
    クロスルート証明書、8ビットの文字、携帯電話会社の宛先などを調べます。

    --all はホームにあるすべての差出人を調べ、結果を保存します。serve はこれを毎日行い、新しい確認事項をメールで知らせます(設定の [alerts])。
    --last は前回の結果を示します。終了コード: 0 対応が必要な点はない、1 ある、2 実行できなかった。
help-preflight--file = メール。省略すると標準入力から読みます
help-preflight--identity = ホームにあるこの差出人を、メールなしで調べます
help-preflight--trust = 受信者が信頼するルート証明書(一覧、証明書、または保存済みの一覧の名前)。くり返し指定できます。省略すると、Mozilla の一覧とプライベート認証局(社内用)のルート証明書
help-preflight--to = 受信者のアドレス。くり返し指定できます。省略すると To と Cc
