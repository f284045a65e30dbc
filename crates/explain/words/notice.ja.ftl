# お知らせ(障害・表示の変化)。見出しと順序は用語集の4節のとおり。
notice-state-expected = 見込み
notice-state-ongoing = 発生中
notice-state-workaround = 暫定回避方法あり
notice-state-fixed = 対処済み
notice-state-resolved = 解消
notice-now-expected = まだ起きていません。現時点での見込みであり、そのとおりにならない場合もあります。
notice-now-ongoing = 現在も続いています。新しいことがわかりましたら、続報としてこのページに追加します。
notice-now-workaround = 暫定回避方法があります。解消までの間、このページに続報を追加します。
notice-now-fixed = 原因への対処は済んでいます。環境によっては、しばらく同じ表示が残る場合があります。
notice-now-resolved = 解消しました。このページは記録として残します。
notice-updated = 最終更新: { $at }
notice-foreign = { $text }(日本語訳はありません)
notice-nobody = 対応の必要がない方
notice-nothing-to-do = 次に当てはまらない方は、対応の必要はありません。
notice-unaffected = 次の方も、対応の必要はありません。
notice-phenomenon = 事象
notice-cause = 原因
notice-conditions = 対象
notice-all-hold = 次のすべてを満たす場合が対象です。
notice-recipient = 受信者側の対応
notice-sender = 送信元の対応
notice-remedy = { $do }
    代償: { $price }
notice-no-remedy = 現在、ご案内できる対応はありません。
notice-cautions = ご注意いただきたい点
notice-caution-number = お問い合わせの電話には、メールに書かれた番号ではなく、カードや公式サイトに載っている番号をお使いください。
notice-confirmed = 確認済みの組み合わせ
notice-none-confirmed = 実機で確認した組み合わせは、まだありません。
notice-os = OS
notice-program = メールソフト
notice-day = 確認した日
notice-seen = 表示
notice-history = 更新履歴
notice-version = { $at } [{ $state }] { $summary }
notice-contact = お問い合わせ先
notice-desk = 窓口
notice-page = ページ
notice-mail = メール
notice-phone = 電話
notice-hours = 受付時間
notice-feed-title = { $author }からのお知らせ(署名付きメール)
notice-entry-first = [{ $state }] { $title }
notice-entry = [{ $state }・続報] { $title }

# 下書き
draft-title = { $programs }での署名付きメールの表示について
draft-summary = お知らせを掲載しました。
draft-phenomenon = { $day }から、{ $programs }で、{ $addresses } から送られた署名付きメールに注意の表示が出る見込みです。
draft-phenomenon-seen = { $programs }で、署名付きメールに「{ $words }」と表示される場合があります({ $day }に確認)。
draft-cause = { $what }(出典: { $source })
draft-condition-address = { $addresses } から送られた署名付きメールである
draft-condition-program = 次のメールソフトで読んでいる: { $programs }
draft-condition-list = { $day }以降のルート証明書更新情報が適用されている
draft-condition-root = ルート証明書「{ $root }」が入っていない
draft-condition-new = { $day }以降に署名されたメールである
draft-unaffected = { $programs }でお読みの方(別のルート証明書一覧を使うため、影響を受けない見込みです)
draft-caution = この表示は、メールの内容が変わったことや、証明書が失効したことを示すものとは限りません。
draft-recipient = 【受信者にできること】
draft-sender = 【送信元が行うこと】
draft-price = 【その代償】
draft-desk = 【窓口の名前】
draft-page = 【公式サイトのお問い合わせページ / contact page】
draft-blank-day = 【開始日】
draft-blank-programs = 【メールソフト】
draft-blank-addresses = 【送信元のアドレス】
draft-blank-cause = 【原因】
draft-seen = 表示を確認
draft-gone = 表示されなくなったことを確認

# コマンド
notice-faulty = { $file }: { $why }
notice-faulty-hint = その行を直して、もう一度 kakitome notice check を実行してください
notice-blank = { $file }: { $line } 行目: 記入されていない箇所があります: 【{ $text }】
notice-untranslated = { $file }: 片方の言語しかありません: { $parts }
notice-other-name = { $file }: id は { $id } です。ファイル名を { $id }.toml にしてください
notice-good = { $file }: 公開できます
notice-none = お知らせはありません。
notice-line = { $id } [{ $state }] { $title }({ $at })
notice-added = お知らせを登録しました({ $file })
notice-exists = { $id } というお知らせは、すでにあります
notice-exists-hint = 続報は、そのファイルに [[version]] を加えて --replace で登録してください
notice-unknown = { $id } というお知らせはありません
notice-unknown-hint = kakitome notice list で一覧を表示します
notice-no-forecast = { $file } は、kakitome forecast --json の結果ではありません
notice-nothing-breaks = { $file } には、表示が変わる予測がありません
notice-no-event = 予測 { $number } 番はありません(1から{ $count }まで)
notice-no-change = 記録されたルート証明書の変化 { $number } 番はありません
notice-no-change-hint = kakitome notice draft --changes で一覧を表示します
notice-change-good = 変化 { $number } 番では、ルート証明書「{ $root }」が電子メール用として信頼されています。お知らせすることはありません
notice-no-changes = 記録されたルート証明書の変化はありません
notice-change-line = { $number }: { $day } { $address } { $root } { $list }: { $state }
notice-no-observation = 当てはまる観察記録はありません
notice-no-source = 何から下書きを作るかを指定してください: --forecast、--change、--seen のいずれか
notice-base = { $base } は https:// で始まるアドレスではありません
notice-base-hint = お知らせのページを置く場所を、--base https://www.example.co.jp/notices/ のように指定してください

# ヘルプ
help-notice =
    お知らせを作ります: 何が起きているか、原因、対象、できることとその代償。

    お知らせは、ホームのフォルダー notices/ にある TOML のファイルです。人が編集できるように作られています: id、title、contact と、続報
    ごとの [[version]](日時と状態: expected、ongoing、workaround、fixed、resolved)。ある版に書かれていない部分は、その前の版のとおりです。下書きは、影響予測、
    trust watch が見つけた変化、観察記録から作れます。人にしかわからない部分は【】で空けてあります。

    手順: kakitome notice draft … > new.toml、編集、kakitome notice check new.toml、kakitome notice add new.toml。その後、show --html と
    feed の出力を公開します。
help-notice-draft =
    わかっていることから、日本語と英語のお知らせの下書きを作ります。人にしかわからない部分は【】で空けます。

    例: kakitome forecast --json --cert our.pem | kakitome notice draft --forecast -、kakitome notice draft --changes のあとに --change 12、
    kakitome notice draft --seen outlook-classic --status root-off
help-notice-draft--forecast = kakitome forecast --json の結果(- は標準入力)
help-notice-draft--event = 予測のうち、表示が変わるもの(1から数えた番号)
help-notice-draft--change = kakitome trust watch が見つけた、ルート証明書の変化の番号
help-notice-draft--changes = その変化の一覧を番号とともに示します
help-notice-draft--seen = このメールソフトの観察記録から作ります(kakitome observe list を参照)
help-notice-draft--status = この状況の観察記録だけ
help-notice-draft--id = お知らせの id。省略すると、日付と種類から作ります
help-notice-check =
    公開の前にお知らせを調べます: 誤りとその行、記入されていない箇所、訳のない部分。

    終了コード: 0 すべて公開できる、1 公開できないものがある、2 実行できなかった。
help-notice-check--files = ファイル。省略すると、登録されているすべて
help-notice-add = お知らせを登録します。list、feed、ウェブのページから使われます。
help-notice-add--file = ファイル
help-notice-add--replace = 同じ id のものと置き換えます(続報のとき)
help-notice-list = 登録されているお知らせの一覧を示します。
help-notice-show = お知らせのページを作ります。対応の必要がない方を最初に示し、事象、原因、対象、できることと続きます。
help-notice-show--id = お知らせの id
help-notice-feed = お知らせを Atom フィード(RFC 4287)に書き出します。版ごとに1件、新しい順です。
help-notice-feed--base = お知らせのページを公開するフォルダーのアドレス(https://www.example.co.jp/notices/)
help-notice-feed--own = フィード自身のアドレス。省略すると、そのフォルダーの feed.xml
help-notice-feed--author = 発行者の名前
help-notice-feed--out = 標準出力の代わりに、このファイルへ書き出します
