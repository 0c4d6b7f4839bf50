#!/bin/sh
# Rebuilds NotoSansSC-Regular-GBK.ttf, byte for byte: needs npm, python3 and Debian's fonttools (pyftsubset).
# The set is every character of GBK, a few hanzi of people's names beyond it, and the dots of minority names.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

npm pack --silent @expo-google-fonts/noto-sans-sc@0.4.3 >/dev/null
tar xzf expo-google-fonts-noto-sans-sc-0.4.3.tgz
source=$(find package -name NotoSansSC_400Regular.ttf)

python3 - >set.txt <<'PY'
import sys
rows = (bytes((a, b)) for a in range(0x81, 0xFF) for b in range(0x40, 0xFF) if b != 0x7F)
gbk = {row.decode("gbk", "ignore") for row in rows}
sys.stdout.reconfigure(encoding="utf-8")
print("".join(sorted(c for c in gbk if len(c) == 1)) + "".join(map(chr, range(0x20, 0x7F))) + "·㛃䶮")
PY

# The set is fixed and so is the time that fonttools writes into the head table.
SOURCE_DATE_EPOCH=0 pyftsubset "$source" --text-file=set.txt --layout-features='' --no-hinting \
	--drop-tables+=GSUB,GPOS,vhea,vmtx,BASE,STAT --no-recalc-timestamp \
	--output-file="$here/NotoSansSC-Regular-GBK.ttf"
cp "$(find package -name 'LICENSE*' | grep -i font)" "$here/OFL.txt"

# Song style, for the fixed words of cards only.
rm -rf package
npm pack --silent @expo-google-fonts/noto-serif-sc@0.4.3 >/dev/null
tar xzf expo-google-fonts-noto-serif-sc-0.4.3.tgz
cp "$here/card.txt" set.txt
for weight in 400Regular:Regular 600SemiBold:SemiBold; do
	SOURCE_DATE_EPOCH=0 pyftsubset "package/${weight%:*}/NotoSerifSC_${weight%:*}.ttf" --text-file=set.txt --layout-features='' --no-hinting \
		--drop-tables+=GSUB,GPOS,vhea,vmtx,BASE,STAT --no-recalc-timestamp \
		--output-file="$here/NotoSerifSC-${weight#*:}-card.ttf"
done
(cd "$here" && sha256sum ./*.ttf)
