/**
 * Passwords that are long enough and known to everybody. They are those of twelve characters and more among the 49,233
 * of @zxcvbn-ts/language-common 4.1.3 (MIT licence), each as its FNV-1a hash of 32 bits, base 36, in small letters.
 */
const HASHES = new Set(
  `
101ttdo 102yvvp 102yy5 103wk74 10maazw 10mmfzf 117gxuy 11blilc 11lpfps 11x24l5 11x6lxj 126zocz
12clpis 12iyd2w 12lj9hh 12nxxwh 131ev9k 13b04rt 13b9isl 13hyt3f 14222o3 148vss6 14dn6d6 14pzyni
14ram7f 14v1wq5 14yfdvh 150ymi4 15wtm92 166ebl1 167gvdq 16krsim 16y0s5r 16zgcl2 176vy43 1771diu
17spcxk 182ogfl 187lmbi 18hl80h 18lkmyl 18nd7rn 18qe425 18r2hbs 195lqhd 196s3vt 199d5hf 19d3lsl
19hqg1x 19i48iv 19lxuzd 19qrw17 1a3h8gq 1akwzip 1ao4lhe 1ard67r 1b32fv5 1bds4n9 1boumzz 1bqxz5w
1civxhk 1cw5qu5 1cxoyf5 1damr8c 1deht9b 1dlb2np 1ejb156 1ftgfq2 1fysgaf 1g7zpx5 1gq4x23 1h4u199
1hz1lkt 1i50407 1igxr4i 1ikoxwz 1ise4j4 1iyr7w3 1j1d1vs 1j2n73o 1j43a2x 1j50tvo 1jga87d 1jksla3
1jsmebw 1k2f152 1ki6lt1 1kogbi8 1kqkya7 1l2u1c0 1l4505p 1l7piv1 1ld4uq2 1lf1tes 1lhkbd8 1lijw5u
1m3kmq1 1m3oz8h 1m9fd19 1mfhips 1mjlr7x 1mlv834 1mssf99 1mwr78f 1n92rt5 1nkrsad 1nwxawd 1o65exp
1ojtcvp 1owqbp3 1p83y4j 1pg0c4y 1phc5da 1ppgcko 1ppigub 1puelrs 1qa232a 1qdi0m7 1qdxvd 1qtv5zb
1qtx3gf 1qut1z1 1qwiaja 1r1pmke 1reavfb 1rfr6c4 1rg9dew 1rkadf5 1rlcvj0 1rwdbt3 1se5wa6 1seyg4f
1sfjd3e 1smf5ui 1t0lz68 1t7ss03 1t8jtnx 1tcqvkk 1tgrgxu 1tkhu3z 1tmbv5c 1tt032p 1tw3bo1 1twx8wz
1tzs3km 1ua3bjy 1unmmtk 1uqn42b 1uy2laj 1v26che 1v66yz 1v92asu 1vdxwmj 1vobe0l 1vs4o41 1w5e4gx
1war67n 1wbb14n 1wd5hhn 1wgp1e9 1wnozw3 1wnxcts 1wvd7tl 1x109pb 1x6d6il 1xsdzz4 1xwcqi5 1xxfirg
1y9zjfj 1yau3hk 1ybk4q1 1yr0dhn 1yyzfv0 335ot5 3bmh8h 3c3bqx 3qsfyf 46sieh 4n3dyx 4vfmov 5iv82s
62o9nk 659sut 6ev34w 6l7ejb 7lnylp 7m2pud 7mws9d 7r6e5p 7riyp7 7twu4e 7y7oeo 841gvp 8vbtr2 8vziq1
95fqtn 97ifpi 97sgsz 97tjrw 99xmf8 9cv1rf 9diue8 9h7nlk 9phksv 9rbu 9wu95d 9zit53 a0eqck a1ff4l
a2z744 a9kb7x aeal6n ai4x5i au597y avh16k b00yvc b1cykn b70rdz bi2sud bkaznt cj74kv d2fj d7r42x
dp8fmx dv6b05 e58u6b embdcr emh1c6 fncc4r fv3s8y fvh6l1 fvmb1 gp16t3 gt3p7r gvq89g gx6861 h10uhe
h18r4v hpxefy i4af55 iczy5v idbmqz ikhgxe ir6c3 jb3im3 jcu6is jmn9gx jty80k jy3dkh jz6e2v kf2gqh
l5pbj3 lkblvq lmak43 lo2k7h m5bbuz mgu5uy mqgwia mxmfeu mxshps nfjcd1 ngferr oa8jdz opo92l oue2el
p2kw5y peikvh pir073 q435bn q9d1ob qaz96j qigar1 ql4eu5 qqm7eu qzpuh7 raiqs3 rb96ms re5fbc s3jdn8
s4a4jx skksug sp8zaw squb4f su0go syxc40 tgx9x3 tkdqyr u3gqpb ujkr7w vgdzpw vq9bn5 vzfs1u wfw90d
wr0da wtmfp5 wxbw5f x4knat x4mrxz xmw8g4 y09aeh yc8t4b yh66pa yhxg2y yrkapr yte30c z5eysf ziqmsj
zlavix
`
    .trim()
    .split(/\s+/),
);

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** In any case of letters. Every 14-millionth other password is taken for one too. */
export function isCommonPassword(password: string): boolean {
  return HASHES.has(fnv1a(password.toLowerCase()).toString(36));
}
