# ルート証明書一覧: kakitome trust と、verify が使った一覧の説明。

trust-state-ok = 電子メール用として信頼されています
trust-state-email-off = 利用目的に「電子メールの保護」がありません
trust-state-disabled = { $day } に無効化されました。それより前に署名されたメールにも影響します
trust-state-not-before = { $day } より後に発行された証明書は対象外です。それ以前の証明書で署名されたメールには影響しません
trust-state-distrust-after = { $day } より後に発行された電子メール用の証明書は対象外です。それ以前の証明書で署名されたメールには影響しません
trust-state-disallowed = 使用を禁止されています。利用者がインストールしても信頼されません
trust-state-absent = 一覧に収録されていません
trust-because = { $attribute }: { $value }
trust-note = その他の記載: { $attribute }: { $value }
trust-list-line = { $title }: ルート証明書 { $roots } 件(うち証明書が手元にあるもの { $certificates } 件)
trust-signature-good = 一覧の署名者: 「{ $signer }」(ルート証明書「{ $root }」まで確認できました)
trust-signature-untraced = 一覧の署名者: 「{ $signer }」。ルート証明書「{ $root }」が手元にないため、だれの一覧であるかは確認できていません
trust-asked = { $at } 時点、{ $leaf } から有効な証明書について:
trust-no-root = 該当するルート証明書は収録されていません。
trust-changes = 電子メール用としての扱いが変わったルート証明書: { $count } 件
trust-new-mail = 新しいメール: { $before } → { $after }
trust-new-mail-same = 新しいメール: 変わりません({ $after })
trust-old-mail = 以前のメール: { $before } → { $after }
trust-old-mail-same = 以前のメール: 変わりません({ $after })
trust-shipped = プログラムに付属
trust-kept = 保存済み
trust-imported = { $name }: 取り込みました。{ $list }
trust-import-known = { $name }: すでに保存されています。{ $list }
trust-updated = { $name }: 新しい版を保存しました。{ $list }
trust-update-known = 新しい版はありません。{ $list }
trust-without-certificates = { $count } 件のルート証明書は、拇印だけがわかっています。証明書が手元にあるとき(--cert で指定するか、メールに含まれるとき)に検証に使えます。
trust-no-store = { $store }: この名前のファイル、フォルダー、保存済みの一覧はありません{ $why }
trust-no-store-hint = 保存済みの一覧は `kakitome trust list` で確認できます
trust-too-early = { $store }: { $at } の時点で有効だった版は保存されていません。最も古い版は { $first } のものです
trust-empty-folder = { $store }: このフォルダーに証明書はありません
trust-unreadable = { $store }: { $why }
trust-refused = { $store }: 受け入れませんでした: { $why }。保存済みの一覧は変わっていません
trust-not-fetched = { $url }: 取得できませんでした: { $why }。保存済みの一覧は変わっていません
trust-untraced = { $store }: 受け入れませんでした: 署名者は「{ $signer }」ですが、ルート証明書「{ $root }」が手元にありません。保存済みの一覧は変わっていません
trust-untraced-hint = 発行元のルート証明書を --cert で指定してください
trust-no-place = { $store }: この一覧の公開場所がわかりません
trust-no-place-hint = --url で指定してください

trust-module-unreadable = { $file }: PKCS#11 モジュールとして読み取れません: { $why }

trust-schedule-date = 発表済みの変更({ $date } に確認)。実際の判定は一覧に従います。
trust-schedule-nothing = 該当する発表はありません。
trust-schedule-old-mail = 以前に署名されたメールにも影響します。
trust-schedule-new-mail = その日より前に発行された証明書で署名されたメールには影響しません。
trust-schedule-source = 出典: { $source }
trust-program-mozilla = Mozilla
trust-program-microsoft = Microsoft
trust-program-apple = Apple
trust-program-sbr = CA/Browser Forum(S/MIME Baseline Requirements)
trust-change-mozilla-distrust-after = この日より後に発行された電子メール用の証明書は、次のルート証明書の下では信頼されなくなります(鍵の生成から18年)。
trust-change-mozilla-single-purpose = ウェブサイト用と電子メール用を兼ねるルート証明書は、この日までにどちらか一方だけになります。
trust-change-apple-sub-ca-purpose = この日以降に署名される中間CA証明書には、利用目的の記載が必要になります。
trust-change-apple-rfc822name = 電子メール用の証明書には、サブジェクトの別名(SAN)のメールアドレスが必要になります。
trust-change-apple-one-purpose = 中間CA証明書の利用目的は、ひとつだけになります。
trust-change-microsoft-not-before = この日より後に発行された電子メール用の証明書は、次のルート証明書の下では信頼されなくなります。
trust-change-microsoft-not-before-all = この日より後に発行された証明書は、用途を問わず、次のルート証明書の下では信頼されなくなります。
trust-change-microsoft-disable = 次のルート証明書が無効化されます。
trust-change-microsoft-remove = 次のルート証明書が一覧から削除されます。
trust-change-microsoft-batch = Microsoft が変更をまとめて配信する月です。内容はまだ発表されていません。
trust-change-sbr-email-protection-only = この日以降に発行される証明書の利用目的は、「電子メールの保護」(と「クライアント認証」)だけになります。
trust-change-sbr-sub-ca-3072 = この日以降、RSA 3072ビット未満の中間CAからは証明書が発行されなくなります。

watch-list-known = { $name }: 新しい版はありません。{ $list }
watch-list-new = { $name }: 新しい版を保存しました。{ $list }
watch-list-failed = { $name }: 確認できませんでした。{ $list }
watch-found = 新たに関係することがわかった証明書とルート証明書の組み合わせ: { $count } 件
watch-mail-signed = { $to } に署名付きメールで知らせました({ $count } 件)。
watch-mail-unsigned = { $to } にメールで知らせました({ $count } 件、署名なし)。
watch-mail-waits = { $to } にはまだ知らせていません({ $count } 件)。次の確認のときに送り直します。
watch-at-work = { $home }: 別の kakitome trust watch が実行中です
watch-too-long = ルート証明書一覧の確認が { $minutes } 分以内に終わらなかったため、中止しました
watch-not-sent = { $to } への通知を送れませんでした: { $why }
watch-not-sent-hint = 宛先は設定の [watch] to で変えられます。通知は次の確認のときに送り直します
watch-certificate = 証明書のシリアル番号: { $serial }
watch-people = 相手先の証明書({ $count } 件): { $names }{ $more ->
    [0] {""}
   *[other] 、ほか { $more } 件
}
watch-people-without-path = 相手先の証明書 { $all } 件のうち { $count } 件は、手元のルート証明書に行き着くパスがありません(中間CA証明書を保存していないため)。これらへの影響はわかりません。
watch-root = ルート証明書: 「{ $root }」(SHA-256 の拇印 { $hash })
watch-list = 一覧: { $list }({ $day } から)
watch-change = 変更: { $before } → { $after }
watch-first = 現在: { $after }
watch-expected = 予定: { $day } から、{ $state }
watch-good = この一覧では、このルート証明書は電子メール用として信頼されています。
watch-another = 同じ一覧で、別のルート証明書「{ $root }」は電子メール用として信頼されています。そのルート証明書が入っている環境では、表示は変わらない見込みです。入っていない環境では、「信頼されていません」などと表示される場合があります。
watch-alone = この一覧に従うメールソフトでは、この証明書で署名したメールに「信頼されていません」などと表示される場合があります。別のルート証明書に行き着くパスは見つかっていません。
watch-state-ok = 電子メール用として信頼されています
watch-state-email-off = 利用目的に「電子メールの保護」がありません
watch-state-disabled = 無効化されています({ $day } から)。それより前に署名されたメールにも影響します
watch-state-not-before = 一覧が定めた日より後に発行されたため、この証明書は対象外です
watch-state-distrust-after = 一覧が定めた日より後に発行されたため、この証明書は対象外です
watch-state-disallowed = 使用を禁止されています
watch-state-absent = 一覧に収録されていません
watch-mail-subject = ルート証明書一覧の変更: { $count } 件の証明書が関係します
watch-mail-intro =
    ルート証明書一覧が変わり、署名に使っている次の証明書({ $count } 件)が関係することを確認しました。

    【わかったこと】
watch-mail-intro-people =
    ルート証明書一覧が変わり、相手先の次の証明書({ $people } 件)が関係することを確認しました。相手先への連絡は行っていません。

    【わかったこと】
watch-mail-intro-both =
    ルート証明書一覧が変わり、署名に使っている証明書({ $count } 件)と相手先の証明書({ $people } 件)が関係することを確認しました。相手先への連絡は行っていません。

    【わかったこと】
watch-mail-end =
    【わからないこと】
    受信者のパソコンに更新が届いているか、別のルート証明書が入っているかは、送信元からはわかりません。

    【できること】
    影響があるときは、認証局に別のルート証明書につながる証明書があるかをお問い合わせください。届いたメールがどう見えるかは、kakitome verify --trust で再現できます。
    同じ変更を重ねてお知らせすることはありません。これまでの記録は kakitome trust touched で確認できます。

    { $home } の kakitome
touched-nothing = 関係のある変更は見つかっていません。
touched-told = { $at } に知らせました。
touched-waits = まだ知らせていません。

trust-used = 使用したルート証明書一覧:
trust-used-line = { $name }: { $list }
trust-trouble-root = ルート証明書「{ $root }」は、{ $since } に配信された一覧 { $list } で、電子メール用として信頼されていません({ $state })。
trust-trouble-elsewhere = この判定では別のパスが有効ですが、ルート証明書「{ $root }」に行き着くパスもあります。{ $since } に配信された一覧 { $list } で、このルート証明書は電子メール用として信頼されていません({ $state })。この一覧が適用されていて、次に挙げる別のルート証明書が入っていない Windows では、メールソフトが「信頼されていません」などと表示する場合があります。
trust-trouble-sender = 送信元の方: クロスルート証明書「{ $cross }」を含めずに署名すると、証明書のパスはルート証明書「{ $instead }」に行き着きます。ただし、このルート証明書がなく自動更新も働かない環境では、そのために「信頼されていません」などと表示される場合があります。
trust-trouble-recipient = 受信者の方: ルート証明書「{ $root }」(SHA-256 の拇印 { $hash }。公式の資料と照合してください)を追加する方法があります。ただし、この認証局が発行する証明書をすべて信頼することになります。
trust-trouble-none = このルート証明書を避ける別のパスは見つかっていません。
trust-trouble-over = { $day } に解消しました。一覧 { $list } では、このルート証明書は再び電子メール用として信頼されています。

trust-unreadable-hint = ルート証明書一覧か、PEM・DER・PKCS#7 のルート証明書を指定してください

help-trust =
    ルート証明書一覧: どのルート証明書がいつから電子メール用として信頼されているか、何が変わったかを示します。

    STORE には、ファイル(authroot.stl、disallowedcert.stl とその .cab、certdata.txt、CCADB の CSV、.sst、PEM・DER・PKCS#7 の証明書、
    NSS のモジュール libnssckbi.so)、
    証明書のフォルダー、または保存済みの一覧の名前を指定します。名前を指定すると、--at の時点で有効だった版を使います
    (名前@2016-01-20 とも書けます)。mozilla はプログラムに付属しています。
help-trust-show =
    一覧にあるルート証明書と、電子メール用としての状態を示します。

    状態: ok(信頼されている)、email-off(「電子メールの保護」がない)、disabled(ある日から無効、以前のメールにも影響)、
    not-before と distrust-after(ある日より後に発行された証明書は対象外)、disallowed(使用禁止)。収録されていないものは示しません。
    該当するルート証明書がなければ、終了コードは1です。
help-trust-show--store = 一覧(ファイル、フォルダー、保存済みの名前)
help-trust-show--root = このルート証明書だけを示します(SHA-1 または SHA-256 の拇印、先頭8桁以上)。くり返し指定できます
help-trust-show--at = この時点の状態を示します(2016-01-20、2016-01-20T09:00:00+09:00、1970年からの秒数)。省略すると現在
help-trust-show--leaf-not-before = この時点から有効な証明書に対する状態を示します。省略すると --at と同じ時点
help-trust-show--cert = ルート証明書のファイルまたはフォルダー。一覧の署名者のルート証明書もここから探します。くり返し指定できます
help-trust-diff =
    2つの一覧の間で、電子メール用としての扱いが変わったルート証明書を、新しいメールと以前のメールに分けて示します。

    --at を省略すると、それぞれの一覧が配信された日の状態を比べます。
help-trust-diff--before = 前の一覧
help-trust-diff--after = 後の一覧
help-trust-diff--at = 両方の一覧をこの時点で比べます。省略すると、それぞれの配信日
help-trust-diff--leaf-not-before = 新しいメールの証明書がこの時点から有効であるものとします。省略すると一覧と同じ日
help-trust-list = 保存済みの一覧とその版、プログラムに付属する一覧を示します。
help-trust-import =
    一覧を取り込み、その名前の版のひとつとして保存します。

    読み取れない一覧、署名を確認できない一覧、種類の異なる一覧が、保存済みの一覧に取って代わることはありません。
help-trust-import--files = 一覧(ファイル、または証明書のフォルダー)
help-trust-import--name = 保存する名前。省略すると一覧の種類(microsoft、mozilla、ccadb、windows、bundle)
help-trust-import--date = 一覧の作成日(日付が書かれていない一覧の場合)。省略するとファイルの更新日
help-trust-import--seen = 一覧が配信された日(作成日と異なる場合)。この日から有効な版とみなします
help-trust-import--cert = ルート証明書のファイルまたはフォルダー(Microsoft の一覧には拇印しか書かれていません)。くり返し指定できます
help-trust-update =
    一覧の最新版を TLS で取得し、確認してから、保存済みの版に加えます。

    読み取れない、署名が正しくない、発行元の署名ではない、保存済みの版より古い、以前に保存した版と同じ、ルート証明書が半分以上減って
    いる、のいずれかに当てはまる場合は受け入れず、保存済みの版は変わりません。
help-trust-update--name = 一覧(microsoft、microsoft-disallowed、mozilla、または保存済みの名前)
help-trust-update--url = 取得先。省略すると発行元の公開場所
help-trust-update--cert = ルート証明書のファイルまたはフォルダー。一覧の署名者のルート証明書もここから探します。くり返し指定できます
help-trust-update--certificates = 一覧に拇印しか書かれていないルート証明書の、証明書も取得します
help-trust-update--tls-root = TLS のルート証明書(PEM)。省略するとシステムのもの
help-trust-update--allow-network = このプライベートネットワークにも接続します。くり返し指定できます
help-trust-update--allow-port = 443 のほかに、このポートにも接続します。くり返し指定できます
help-trust-watch =
    ルート証明書一覧を取得し、変更が関係する証明書についてメールで知らせます。

    一覧と突き合わせるのは、ホームに登録された差出人と相手先の証明書です。差出人の証明書については持ち主に、相手先の証明書については
    管理者に知らせます。相手先にメールを送ることはありません。

    どの一覧を、どのくらいの間隔で確認し、だれに知らせるかは、設定の [watch] に書きます。同じ変更は一度だけ知らせます。送信先のサーバーが
    受け取らなかった通知は、次の確認のときに送り直します。取得できない一覧や送れない通知があれば、終了コードは2です。
help-trust-watch--once = 一度だけ確認して終わります。省略すると、設定の間隔でくり返します
help-trust-watch--offline = 取得せず、保存済みの一覧だけを証明書と突き合わせます
help-trust-watch--no-mail = メールを送りません。見つかったことは次の確認のときに知らせます
help-trust-watch--cert = ルート証明書のファイルまたはフォルダー。一覧の署名者のルート証明書もここから探します。くり返し指定できます
help-trust-watch--config = 設定ファイル。省略するとホームの kakitome.toml
help-trust-touched =
    一覧の変更が関係した証明書を、trust watch が見つけた順に、新しいものから示します。

    ひとつもなければ、終了コードは1です。
help-trust-touched--limit = 最大の件数
help-trust-schedule =
    Mozilla、Microsoft、Apple、CA/Browser Forum が発表した変更を、日付と出典とともに示します。

    実際の判定は一覧に従います。該当する発表がなければ、終了コードは1です。
help-trust-schedule--program = この発表元だけを示します(mozilla、microsoft、apple、sbr)。くり返し指定できます
help-trust-schedule--root = このルート証明書にかかわるものだけを示します(SHA-256 の拇印の先頭8桁以上、または名前の一部)。くり返し指定できます
help-trust-schedule--from = この日以降のものを示します。省略すると今日から(過去のものは --all で示します)
help-trust-schedule--until = この日までのものを示します
help-trust-schedule--all = 過去のものも示します
help-trust-export =
    一覧をほかのプログラム用に書き出します。指定した時点で電子メール用として信頼されているルート証明書を PEM で、--json を付けると
    一覧の内容すべてを JSON(kakitome.snapshot/1)で出力します。JSON は trust import で読み取れます。
help-trust-export--store = 一覧(ファイル、フォルダー、保存済みの名前)
help-trust-export--at = この時点で信頼されているルート証明書を出力します。省略すると現在
help-trust-export--date = 一覧の作成日(日付が書かれていない一覧の場合)
help-trust-export--cert = ルート証明書のファイルまたはフォルダー。くり返し指定できます
help-trust-export--for-email = 電子メール用でないルート証明書を省きます
