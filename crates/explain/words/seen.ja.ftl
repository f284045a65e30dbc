# ファイルがなくても読める説明: 画面に見えているもの(しるしや文言)から、意味と、そこからは言えないことを述べる。用語と文体は用語集のとおり。
seen-title = 何が見えていますか
seen-lead = メールソフトの画面に見えているものを選んでください。メールのファイルは要りません。
seen-choose = 見えているもの
seen-also = 表示される文言: { $words }
seen-program = どのメールソフトでご覧ですか
seen-program-any = わからない、または一覧にない
seen-skip = わからない
seen-read = 説明を読む
seen-other = 別の表示を選ぶ
seen-with-file = メールのファイルがあれば、署名を検証できます
seen-with-file-go = メールのファイルを検証する
seen-rests = 表示の根拠
seen-nothing = ありません。
seen-says = { $program }は、{ $status }ときに「{ $words }」と表示します [{ $confidence }]。
seen-says-quiet = { $program }は、{ $status }ときに、{ $shows } [{ $confidence }]。
seen-says-none = { $program }でこの表示になるという記録はありません。似た別の表示かもしれません。
seen-lock-words = { $program }では「{ $first }」(「{ $second }」)と表示されます [{ $confidence }]。

# 状況(「…ときに」に続く形)
seen-status-good = 署名が有効な
seen-status-good-compare = 署名が有効で、差出人と署名者のアドレスが異なる
seen-status-altered = 署名と内容が一致しない
seen-status-expired = 証明書の有効期限が切れた
seen-status-untrusted = 証明書の発行元が信頼されていないなど、証明書を受け入れられない
seen-status-root-off = ルート証明書の利用目的から「電子メールの保護」が外れている
seen-status-revoked = 証明書が失効している
seen-status-unsigned = 署名がない
seen-status-encrypted = 暗号化されている
seen-status-attachment = 署名が付いている
seen-status-unreadable = 本文が署名データの中に入る形式で署名されている、または MMS で受信した
seen-status-readable = Webメールで読む
seen-status-address = 差出人と署名者のアドレスが異なる
seen-status-address-none = 証明書にアドレスがない
seen-status-cipher = 署名の方式に対応していない
seen-status-clueless = 署名の状態を判断できない
seen-status-unknown = 署名が付いている

# 赤い鍵
seen-red-lock = 赤い鍵アイコン
seen-red-lock-note = Gmail の差出人の近くに出る、開いた赤い鍵
seen-red-lock-known-1 = Gmail の赤い鍵アイコンは、Gmail に届くときの通信が暗号化(TLS)されていなかったことを示します。
seen-red-lock-known-2 = 電子署名や証明書の良し悪しを示すものではありません。署名が有効なメールにも、署名のないメールにも付きます。
seen-red-lock-unknown-1 = 通信の途中で内容を読まれたかどうかは、だれにもわかりません。
seen-red-lock-unknown-2 = 差出人が本人かどうかも、この表示からはわかりません。
seen-red-lock-ask = メールに smime.p7s や署名の表示もありますか
seen-red-lock-reply-yes = ある
seen-red-lock-reply-no = ない
seen-red-lock-told-yes = 署名が有効かどうかは、赤い鍵とは別に確かめられます。メールのファイルを検証すると、署名者と、内容が変わっていないかがわかります。
seen-red-lock-told-no = 署名の表示がない場合、差出人を署名で確かめることはできません。署名がないことだけで、なりすましとは限りません。

# 経由
seen-via = 差出人の横の「経由」
seen-via-note = 「経由 mail.example」のように、別のドメインが続く表示
seen-via-known-1 = 「経由」は、配信に使われたサーバーのドメインが、差出人のドメインと異なることを示します。
seen-via-known-2 = 配信を委託しているときによくある表示で、それだけで不審とはいえません。電子署名とは別のことです。
seen-via-unknown-1 = 差出人がその配信を認めているかどうかは、この表示からはわかりません。
seen-via-ask = 「経由」のあとのドメインに心当たりはありますか
seen-via-reply-yes = ある(差出人の公式サイトに載っているなど)
seen-via-reply-no = ない
seen-via-told-yes = 公式サイトに載っている配信元であれば、委託による表示とみられます。
seen-via-told-no = 心当たりがないだけで、なりすましとは限りません。署名が付いていれば、署名者のアドレスで差出人を確かめられます。

# smime.p7s
seen-p7s = smime.p7s という添付ファイル
seen-p7s-note = 送った覚えも頼んだ覚えもない、小さなファイル
seen-p7s-known-1 = smime.p7s は、電子署名のデータです。お使いのメールソフトが S/MIME に対応していないため、署名が添付ファイルとして見えています。
seen-p7s-known-2 = 開く必要はなく、開いても署名の確認はできません。
remedy-verify-here = メールのファイル(.eml)をこのサイトの「メールを調べる」に置くと、差出人と内容を検証します(Gmail では、パソコンで「元のメールをダウンロード」を選びます)。または、S/MIME に対応したメールソフトで開いてください。
seen-p7s-unknown-1 = smime.p7s が付いているだけでは、差出人が本人かどうかはわかりません。ほかのメールから写すこともできるためです。
seen-p7s-ask = 本文は読めますか
seen-p7s-reply-yes = 読める
seen-p7s-reply-no = 読めない
seen-p7s-told-yes = 本文が読めるのは、署名が本文の外に付く形式(クリア署名)だからです。本文は、そのままお読みいただけます。
seen-p7s-told-no = 本文が読めないときは、本文が署名データの中に入る形式(smime.p7m)か、暗号化されている可能性があります。S/MIME に対応したメールソフトで開いてください。

# デジタルIDは取り消されています
seen-revoked = 「デジタルIDは取り消されています。」
seen-revoked-note = Outlook や Windows のメールソフトに出る文言
seen-revoked-known-1 = この文言は、証明書が失効したという意味とは限りません。
seen-revoked-known-2 = 2016年1月には、失効していない証明書でも、Windows のルート証明書の設定が変わったためにこの表示になりました。
seen-revoked-unknown-1 = お手元の証明書が失効しているかどうかは、文言からはわかりません。失効リストで確認します。
seen-revoked-ask = いつ届いたメールですか
seen-revoked-reply-2016 = 2016年1月ごろ
seen-revoked-reply-later = それ以降
seen-revoked-told-2016 = 2016年1月20日に配信が始まった更新情報で、あるルート証明書の利用目的から「電子メールの保護」が削除(オフ)になり、1月25日と28日(米国時間)の更新情報で元に戻りました。そのときの表示とみられます。
seen-revoked-told-later = 証明書が失効しているか、ルート証明書が電子メール用として信頼されなくなったかの、どちらかとみられます。メールのファイルを検証すると、どちらかがわかります。

# 証明書は信頼されていません
seen-not-trusted = 「証明書は信頼されていません。」
seen-not-trusted-note = Gmail で、差出人の詳細を開くと出る文言
seen-not-trusted-known-1 = Gmail が、署名者の証明書を Google の基準で受け入れなかったことを示します。内容が変わったという意味ではありません。
seen-not-trusted-known-2 = Google の一覧にない認証局の証明書や、有効期間が27か月を超える証明書、中間CA証明書のない証明書などで、この表示になります。
seen-not-trusted-unknown-1 = Google の一覧は公開されたデータではないため、どの条件によるものかは、表示からはわかりません。
seen-not-trusted-ask = 勤め先や取引先など、組織の中で使うメールですか
seen-not-trusted-reply-yes = はい
seen-not-trusted-reply-no = いいえ
seen-not-trusted-told-yes = 社内用の認証局(プライベート認証局)の証明書は、管理者が登録するまで信頼されません。組織の管理者にご相談ください。
seen-not-trusted-told-no = 同じメールを Thunderbird など別のメールソフトで開くと、一覧が異なるため、表示が変わることがあります。

# はてなマーク
seen-question = 差出人の横の「?」
seen-question-note = iPhone・iPad のメールで、差出人の名前に付くはてなマーク
seen-question-known-1 = iPhone・iPad のメールが、署名者の証明書を信頼できるものとして確かめられなかったことを示します。
seen-question-known-2 = 証明書の期限切れ、発行元が信頼されていない、差出人と署名者のアドレスが異なるなど、原因はいくつかあります。差出人の名前から「詳細」、「証明書を表示」と進むと、証明書が見られます。
seen-question-unknown-1 = この印だけでは、内容が変わったのか、証明書の問題なのかはわかりません。
seen-question-ask = 証明書の画面に「有効期限切れ」とありますか
seen-question-reply-yes = ある
seen-question-reply-no = ない
seen-question-told-yes = 証明書の有効期間が過ぎたことを示すだけで、内容が変わったかどうかとは別です。古いメールではよくある表示です。
seen-question-told-no = 発行元が信頼されていないか、アドレスが異なるとみられます。証明書の画面の発行者とアドレスをご覧ください。

# [Attachment]
seen-attachment = 本文がなく、[Attachment] だけ
seen-attachment-note = 携帯電話会社のメール(MMS)で、本文のかわりに見える表示
seen-attachment-known-1 = 携帯電話会社のメール(MMS)の一部は、署名付きメールの全体を1つの添付ファイルとして扱います。そのため本文が読めません。
seen-attachment-known-2 = メールや署名が壊れているわけではなく、内容が変わったという意味でもありません。
seen-attachment-unknown-1 = この画面では署名は確かめられないため、差出人が本人かどうかもわかりません。
seen-attachment-ask = 同じアドレスを、Webメールや iPhone のメールでも読めますか
seen-attachment-reply-yes = 読める
seen-attachment-reply-no = 読めない
seen-attachment-told-yes = Webメールや iPhone のメールでは本文が読める場合があります。iPhone のメールでは、署名も検証されます。
seen-attachment-told-no = 送信元に、別のアドレスへの送信、または署名のない送信ができるかをお問い合わせください。お電話には、このメールに書かれた番号ではなく、カードや公式サイトに載っている番号をお使いください。

# 文字化け
seen-garbled = 文字化けした本文
seen-garbled-note = 意味のない英数字の並びや、読めない文字
seen-garbled-known-1 = 署名付きメールに対応していないメールソフトやサービスで、本文の代わりに署名のデータが表示されている場合があります。
seen-garbled-known-2 = 一部の個人向けサービスと携帯電話会社のメールで、文字化けの報告があります。
seen-garbled-unknown-1 = 画面の文字だけでは、署名によるものか、文字コードによるものかはわかりません。
seen-garbled-ask = 何が見えていますか
seen-garbled-reply-letters = 英数字の並びや読めない文字
seen-garbled-reply-p7m = smime.p7m という添付ファイルだけ
seen-garbled-told-letters = 別のメールソフトで開くと読める場合があります。読めたときは、メールの内容ではなく、表示のしかたの違いによるものとみられます。
seen-garbled-told-p7m = smime.p7m は、本文が署名データの中に入る形式か、暗号化された本文です。S/MIME に対応したメールソフトで開いてください。

# 署名が不正
seen-invalid = 「デジタル署名が不正です」など
seen-invalid-note = Outlook の「デジタル署名が不正です」、Thunderbird の「デジタル署名が正しくありません」
seen-invalid-known-1 = 同じ文言が、いくつもの異なる原因で表示されます。署名と内容が一致しない、証明書の発行元が信頼されていない、証明書の期限が切れた、などです。
seen-invalid-known-2 = だれかが書き換えたとは限りません。フッターの追加や文字コードの変換でも、同じ表示になります。
seen-invalid-unknown-1 = どの原因かは、文言だけではわかりません。
seen-invalid-ask = 届いてから時間がたったメールですか
seen-invalid-reply-new = 最近届いた
seen-invalid-reply-old = 1年以上前に届いた
seen-invalid-told-new = 配送の途中で内容が変わったか、証明書の発行元が信頼されていないとみられます。
seen-invalid-told-old = 証明書の有効期限が切れたとみられます。届いたときに有効だった署名でも、期限が切れるとこの表示になるメールソフトがあります。

# メールのファイルの保存
save-title = メールをファイルに保存するには
save-lead = 転送や貼り付けでは署名の対象が変わります。届いたままのファイル(.eml)をお使いください。
save-privacy = ファイルは検証にだけ使い、保存しません。検証のためにほかのサーバーへ問い合わせることも、ご希望がない限りありません。
save-outlook-classic = メールをデスクトップにドラッグすると、Outlook の形式(.msg)で保存されます。署名の元のデータが中に残っているときは、このファイルのまま検証できます。
save-outlook-new = メールを開き、「…」(その他の操作)のメニューでダウンロードまたは保存を選び、EML 形式にします。項目の名前は版によって異なります。
save-outlook-web = メールを開き、「…」(その他の操作)のメニューでダウンロードまたは保存を選び、EML 形式にします。項目の名前は版によって異なります。
save-outlook-com = メールを開き、「…」(その他の操作)のメニューでダウンロードまたは保存を選び、EML 形式にします。項目の名前は版によって異なります。
save-outlook-mac = メールをデスクトップにドラッグすると、.eml で保存されます。
save-outlook-mobile = パソコンのブラウザーで同じメールを開いてください。
save-gmail-web = パソコンでメールを開き、右上の「︙」から「メッセージのソースを表示」、続いて「元のメールをダウンロード」を選びます。
save-gmail-app = パソコンのブラウザーで Gmail を開いてください。
save-apple-mail = メールを一覧からデスクトップにドラッグすると、.eml で保存されます。
save-ios-mail = 届いたままのファイルに保存する機能が見当たりません。パソコンで同じメールを開いてください。
save-thunderbird = メールを選び、「ファイル」メニューの「名前を付けて保存」でファイルに保存します。.eml になります。
save-yahoo-japan = Thunderbird などのメールソフト(IMAP)で同じメールを開くと、保存できます。
save-jp-mms = 携帯電話会社の Webメールを、パソコンのブラウザーで開いてください。
save-docomo-mail = ドコモメールのブラウザー版や、Thunderbird などのメールソフト(IMAP)をお使いください。
save-cannot = 保存できません
save-not-known = 不明(確認できていません)
