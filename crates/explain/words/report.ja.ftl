heading-valid = 署名は有効です
