//! RSA keys that no RFC prints, generated for these tests, which protect nothing; and what takes keys apart.

use jose_jwa::{Rsa, RustCrypto};
use jose_jwk::{Alg, Jwk, LoadError, Material, RsaFactors, RsaPrivate, Secret};
use jose_jws::LoadSign;

/// A key of 2048 bits with the public exponent 3.
pub(crate) const E3_2048: &str = r#"{
    "kty": "RSA",
    "n": "udVcH_WGmrx1fzQHtnJpoFUAcUP12LirVjjFLLOj5A_acc7QHw0BFSqhRnxdIwUvqxxKjIyWrBHHdlgXHrLb3YfIN9Foo3ne1t0qXeFjSC-cGGGGISJ3mz0b8IEaL_BnY3heOOpLPJcr15aTsMIWh8cvc49oCcEvV87c25YFFRfgIKZFs4G3uh4sYAd5j-XRe3ztrNNfMJ5TKN9l_5XKZ6vKXdd1MiA7noM2AYZzIGwz-tjynuGlIQzKxjQTd4njTQjbRj8ZargaKEDJLtMw0G_4G8_7rCSNXhsa2wy8SSihC9XRTfhhMsHiB3bKPnTcLqgWv7YDegyRxQsrn89eFw",
    "e": "Aw",
    "d": "e-OSv_kEZyhOVM1aeaGbwDiq9i1OkHsc5CXYyHfCmAqRoTSKv14AuMcWLv2TbK4fx2gxswhkcraE-ZAPacySk6_az-DwbPvp5JNxk-uXhXUSuuuuwMGlEii9SwC8H_WaQlA-0JwyKGTH5Q8NIIFkWoTKTQpFW9Yfj98957lYuLlyIX2vBv4lW9qD43tVjLFvOiK3OYfR-gGyVdXgIDSa3DLrlT6isV65Rh2ypaHIeryDzHENyPF5RyA7eRkszRgNYJAXhpiF8atx5kVlYiInK2SUF5BYC3ZZeMwQlQbHZjDscmojIWIdbYkIKng96kFNF_X74N60VQSCIyWWEZwDqw",
    "p": "5t7Z6DL6T-3td2i0lzT4Y3J0YMPwpeXfyPS4k6dVlLjOQWr1eXL8NlC-psy-AUF5ZXPD1Almlk8XXSGdveIvLXc7LchAma39iB6JhIdbXKB_ctVgxXJveBbKREUgdrXQqhik2Ew3lCaqlOjbNvrfqpZ9pJaXUNwZxSGjHJQkcFc",
    "q": "zg-P1vYKL8Jo7yIZ4gfjRzHUehKW_lO7_rNmAifxTWSRJ5MEB7UV72SYAzxVxSbYCNRriegQ2OdFFG7wkmG2ocT1ijQZttI5ZzBPLJREmW7ZpyMWsiiDjxIevbZiGnoOlEeRxE-toOfJwN7nNmQzPfQ5eFfQpB5sCW6vrfFA6EE",
    "dp": "menmmsym3_PzpPB4ZM367Pb4QIKgbpk_203QYm-OYyXe1kdOUPdSzuB_Gd3UANZQ7k0tOAZEZDS6PhZpKUF0yPonc9rVu8lTsBRbra-SPcBU9zjrLkxKUA8xgtjATyPgcWXDOt16YsRxuJs8z1HqcbmpGGRk4JK72MEXaGLC9Y8",
    "dq": "iV-1OflcH9bwn2wRQVqXhMvi_AxkqY0n_yJEAW_2M5hgxQytWni5SkMQAig5LhnlWzhHsUVgkJouDZ9LDEEka9ijsXgRJIwmRMrfcw2DEPSRGhdkdsWtCgwUfnmWvFFfDYUL2DUea0UxKz9Ezu13fqLQ-uU1wr7ysPR1HqDV8Cs",
    "qi": "NqtaBvcZJ6DXaQ1-DrOTGZr61UegdFkEfPxnLoVsRwm8hbpOByPXQyAm_ZnaYIbNIe58IrLePRqJPq6cSW2lmbpomKcXUIelnwJluTs2upoIJLt638kMP8SAlOm34PAG_Vq3wJjApb436B5dHB9GbHTgDkbHhW1kKQN0r-EiZ3Y"
}"#;

/// A key of 1024 bits.
pub(crate) const BITS_1024: &str = r#"{
    "kty": "RSA",
    "n": "5fz_xZR2RPoMn8uYHlPVGNXGoksy82g7S7B7xfwhZ5dRCY5IX-DmExxxWrLIEZGbfJqR3ArY1kZqs3Yc1qyuCKxs-K3-jVpPi3vjUaWHCOVMHzScInctzhGxCWLiM_yK40xsgTpYMaOptlru-BoroNIjxQbbtPFYrDr7AH_MxUk",
    "e": "AQAB",
    "d": "TyCgj0Xo-wpc1Y2ipKyLIKRMVwIwYXZ3EC-EJjX8-Dsjcno1hGdIQUMD7QSduQ2zxUcY7-_7cp1_kIcOnP2EUmimSYS1ibTAp8G0njNw5M4Y9OSSZEz0VhyIrcN4kI7mkXHfaSsFgGWrQ-7YGZBXrSdQxubc6mLg5w7nO6fNuUE",
    "p": "9V1uyCndwbyoG58WbQrX8rqKf4X1e6h_J1phhaEJindRU-dYQv5CUnR9noIc97pivZymuUUWnVgYOl73z2g5LQ",
    "q": "7_TyXKUnvGyZJHOlFJ4_w5ciBOM2BwDYdxdG25fcebdI2U-VBkMku9gmUb8v9pqBzeMC98Ht8Q1_y5XIe_gWDQ",
    "dp": "COJiMYM6kVpIZ_-hqz8aRKK2gxmRovGd8QnXwCPtmYLqgfQ9gOd99UhciBHEBMBN9PmoG8tBn17iObLYnDz03Q",
    "dq": "mhJNC-9_dBzGuAEJHhP-HTgNP9Yj-pswYkcv2A_KINzuiZnvtfWmwHYpJJP91_mdHvWEElES1pQ0WiPydqb0gQ",
    "qi": "6zEWk_kekl9bmTF_IeBYGsqzfPSu3MAiwZHuNwQJ7Lb_IAMafLj7TaM5MkHxVAbk_T_rSBMir0kg_eH6yEbruQ"
}"#;

/// A key of 1033 bits.
pub(crate) const BITS_1033: &str = r#"{
    "kty": "RSA",
    "n": "AVj8sBHI1tvD_iN4ljMmxgI9wN9IFLKXmb40ylz-u34aeCBljB6JvaMqc8z14ueZ2gOCI7bhTxjqerj2quqXs3naATnQPO6g-zbNodV_2MN_WTcZdztdoetXpQFw39-j1D4MObTcfiyx82PMfq2IaTCHQ7_gMtA4_7-4Ga6pndZYqQ",
    "e": "AQAB",
    "d": "pbSiAbjdcyv-Cx2lz6YFIBh3ZwhhYLMu1szWkrqMZnLiVnVQS27P1urSOpW0ypf8vwiojPRGIOqnzeY1jH8XZxKLqxOouiBRO3x4cRDmUC-HTk6QOvYNnCklp3ycjyCyNZ0x-LPyIFmE66Ny9ucwYcoqxqQ_u8hNFOEYVQLm7n7x",
    "p": "GGe14VE0hZa4ZWLQO77HncIa63X3oSFW3RLUxmWJKZZ4E0ZHswuoUj0NcxxOvK-4Z7_fLyYDIhAgJyh8NN9iZO0",
    "q": "DiLG9TmayetQfGYb0pHtlfJfjsjJ9Zp2tUGFL1xrubQvz_uyqYBnowe1eI0Fm0DGwDkgTZZvB6gGLe_BvS4Epy0",
    "dp": "FbOba2nPf39AJ3_P1WDXlrQ1Re4XrmO8H0gQhv9hEecojVMwjMkv-zkpDZQ9e9Hx8-gNqZpurMqUHN4GXOnLUB0",
    "dq": "xCHEaLra9sYF-ALKBt65oclME9XeWeDVMhfl2Tx9dCajPyEPzsXPMDvFrN8A6yHaiT4W9nBOGe070CLP_g6CgQ",
    "qi": "A4VNQDY7wpNFlvFBgFHCVtOz_dbfxRAvu846ejaW5qzhe84DGlaveUs_c4B4INTiIyEdXDMwfIx_VdjuEcgGitw"
}"#;

/// A key of 1034 bits.
pub(crate) const BITS_1034: &str = r#"{
    "kty": "RSA",
    "n": "AvV1qzltMK112wLkZ1-hQcMRXYPSANaO301kVTFNa0-41l5jbQ-mktf7CZBSvvT6lQCsEtYmWxRBFEE6-Ks4hdlBJzsrGq5Ok5EGVSSZPyCJrmuzPGCh5MxMWmUGoSRIS6ZClaBeSSmGcTHQxnAJlJb1fZ09aRFPLCziOGt6A1Pvqw",
    "e": "AQAB",
    "d": "Af43acO_8icVmRYEpkE7TSHJo7U0kw3zpSTrbZtNK_jCZ9uim4cMTCOh3JpTsn8v_4g5YGLR6U3mXG9n-rLS2w4MibZ7kvBdS_a50ORXSQmwuK8vtPO4rmdHbYgKR47O1NiRr-jYksP8SSX2sudYOheCzrxWHtCdmt62GIWScLOjeQ",
    "p": "G84JbhVMD2SPaZjcBmzfI8BozmR_XfOyYBqtduk2KmJi2LWS7XSsBR7DYKO9tT1nitg2P0GOsm9Ik5I0QJ17rQ8",
    "q": "Gz30uAgIyH371PQyfVhb76TW0xL5zatE4iLsA91W5eNr3WPSW2Sj7Hh9P-82UkSMbDRiJUYkdj8hnvoGnF52S6U",
    "dp": "BfLVl6ScyipEeF4IrKM8NgTjJ0ze5vXNMrxiYi9QtE6qQRzPm1e7ubi0Kge9_XlunojVSkE3Szt9tnywCybmH8c",
    "dq": "AgN2TxPo8ki9kGPsR298fB4G8tr4M8dw8_X40-BMR_mjQ13Zcn_hzdyqBUu9DB-c8XJ9vpuMnmDUL1fznSMuQzE",
    "qi": "En8_3D7kb7-ZgVhN0VIgR7bNKghckEPjvdjDVrQ6JqTk2HIzlyOMTt2Irny1_ikbl8prkFUidy_VTQf-y8jw9PI"
}"#;

/// A key of 2047 bits.
pub(crate) const BITS_2047: &str = r#"{
    "kty": "RSA",
    "n": "bA-oe-spCGtWqt5Az5HBwzGzlvNA0ewGHEX03DuyTp8oosCa9G_00LN9SObtkJjz0s-vTuUprDnwanM8sW6JP7MTEEZOichpAR9r4tOgrariC5-sW5B6FcFxGWybBIjpE2mVH2jCpHe_7Llm1XGjk7Hm8if2r2pcKTRN0OJyjRrZdE9eZRzloWc-2Qegx_FVZFzKotg84KoeRoFds_5gzc4C_AFJBWK2TQBWrUaXosJF3TXE46lAwtvgSd9XDT71PpHMY_qDyNhmoYAtgQjenUchKReOZIpRBuPTngjQWMad434JJNSYaXgdRUZtKEcgWMSXRajPM8XFY8VmT1-YGQ",
    "e": "AQAB",
    "d": "HkV4plYnJYOkQLOIJl2nkP3AWH4GX4gl4g-622MhvSKa6JTaE7W1OC2_4AdI76PZUen6KzjJJsUIU1m6292iNyT8Jyf64mAxAi6CM4WjUmM3dZgiWXgsqyGIhF3HQ0rzOAvwyV64gAhHzJHXe92cvEgu8RE-6r752FUdo3F8M4i5HrGXrLoZ-DeUFqVOO4syjOXGQvE5RB4uyUM0pr3bdEEVpgfUj9JIZDz0eQrTMoAOEGXTNQwiEySoy7NS2ZA12QRLGBeQPaxk__FXmP63eTsUfHtU49UJIJ-SEi7x0onAMdS5SHs11W_xLeR-BO4nIESfT0FJAQakVDLxx8P1LQ",
    "p": "8jipGWlGMKn8BdHtgNkZRhgeodi0JFnFZbkxpJ4lhqkZDVylXvnl24E0bwRJ34QMcvgyvEZy6SFUIWpkr3TS8_BDcq9tkyYGOjyxRBZFXuJVNy_Ych6CgZonw4HHfsVXdCXxGZQaU1SWoa1loDoQvqLenhXmjSoXdbOoGScK42c",
    "q": "cjVLhBqzPL_0mI5FU0b-IDmC5s9c_7OeseT6agJN5XNUiYpBQj8KkNRInHWkC5W702sLUmwN9VzqO9XJSrOHRiikGuxqWpulFSwQm-IQrE9xLAFPCxsnRMwPkIZwekIThqt654tsBmheCXaHRD6R6Pn9ryxDtiVoICeZBx7L-H8",
    "dp": "EnjrvHpg1flAtRjrafYkjUntnB4wrs0B1t4mwQ0mg3yF4pT8L6ATPYg-_XBwSdGCOYpgJCejP9BA4EOC5jacl-ns2uQyERTHSM20HyMrqy7LnOfTM_DLtyKQgcJ1-l8Gal8yYeb_kvdSfYYByBRljoRRQfEdogphu6I14aUumWU",
    "dq": "ITIefgpouKquxLztp5QF_4XX55C0XlpuMRT2OGPtEllgZA38g-3g-1HIvTlwcjGWg5AknVNtBzl3l-a--GiQVDMx5-V50FZXOH0zYqvl3r_EjF7hA8BjvJp3l7GL9e1I0ab8NVsQDhi95JBAJvTs4kPvmcAK-mGLD3WTBD_OV68",
    "qi": "mDouSpl8hhd1ahNJFIvGeLOsn0wbLtvszLPotSsoZNlTsxWW7Frzl-UVQ5M_pY88KGHyXohpUVGO80jfy4n0e37kwXoWnh5kJ2pdwZj3remXOnL6KycXhL1cwCvgMlFVCJUmn1j3ZWW1_odIxJ2bhqc3it8wRqDs0TrIqSXsWCI"
}"#;

/// The square of a prime, with members that fit.
pub(crate) const SQUARE: &str = r#"{
    "kty": "RSA",
    "n": "vqZC_YeDODvYVBIQsX50J5iwbYcBnWDxSNFMaJTAZw_F_qj-yT_QvhhOBzl08U3p82yJNvrEbHEHlj4Y48lwUpue4TJXl2gEM655GaM5WLS-SpjG0zdIkKB-AsOgS2sgwULVyPDW_n722fIIscR3ML6lN9W-s2pLR3jWI9FWmXa20coN_v-zSat4NwUxUT0CIERt5i9FW-IhC5bygr4jAv5UBMbzyXO2yf2CwSwEXkQV1k_C0ycA5VK3YPe6e5TVNeiaEEeUHF0-pPVCa0c2lkr5KusqQtd4rCFCq1TPES6PhKzNafAMMZhiATXAIkqWmE3Hq68eMqM_NfR9sgod6Q",
    "e": "AQAB",
    "d": "rgb4mZMMfdVq9_rxkAPdJZPkYGZfW_h058Jd3A0EwE8OrhI3WR9OfWeUOlYBYI99of2OF0i66j4W7ddLQwrK5C03z1rzx7pkM4Ts-DEdlNKP7Wod_Am3zIUj4YQPGyjz4lYO7fiiV_cvf-zGcPbk0fMEv7318LJzew9bcaCSS0zflVZDRpgOCZRsVaLy1h-cIzj81OLf3i_im1egM-9Ojj0s_YGGiJ-OKQCcrkdyysDT4xE0fezlIW4FdfQi3GOWSbjhhz-77HiN6Y-OvYi_PY3iPY1grBdWwpEjRy8XqQevPYVUGxeBquETt58fuJBDcd1cC09MCDto4geFz83QCw",
    "p": "3OvgYaKr9eI3Sp-D240uQsCq27Bt8TO-n-vFqXgpgZ_dZwDBttp8y6yBxsQMDOrZ0J_V9zuUBtjON5UIAN3DdQT1ArwHHm3vHHpfcLDNPdftl21B_95SM7qoluFKozz0CS-pAh2io_yxBCKwAiXKuRgSSibjPP5cJ5Hw4UTVaNM",
    "q": "3OvgYaKr9eI3Sp-D240uQsCq27Bt8TO-n-vFqXgpgZ_dZwDBttp8y6yBxsQMDOrZ0J_V9zuUBtjON5UIAN3DdQT1ArwHHm3vHHpfcLDNPdftl21B_95SM7qoluFKozz0CS-pAh2io_yxBCKwAiXKuRgSSibjPP5cJ5Hw4UTVaNM",
    "dp": "hVkDGSvdbA9dnHdoWa-ACt7MwspdskevekwQBVj4hLuAIlo8kyiSR0YbF2TieTGQw_KWbiLSGMfowXf9WriA8DNLyJjCG0X0HFZpIVY2rGuXh911BwKkz4CNnnTiXmG-U4UnGJXWw_EU0BA3-TPih5LWB1gttXU7Hs9ifDbWMe0",
    "dq": "hVkDGSvdbA9dnHdoWa-ACt7MwspdskevekwQBVj4hLuAIlo8kyiSR0YbF2TieTGQw_KWbiLSGMfowXf9WriA8DNLyJjCG0X0HFZpIVY2rGuXh911BwKkz4CNnnTiXmG-U4UnGJXWw_EU0BA3-TPih5LWB1gttXU7Hs9ifDbWMe0",
    "qi": "AQ"
}"#;

/// A key of 2048 bits with primes of 512 and 1536 bits.
pub(crate) const UNBALANCED: &str = r#"{
    "kty": "RSA",
    "n": "3WBLMbDv0MXY0Yxem5mLlheQimM-A2VClPeIT3Je3-qBsU3WwqfSocflnJ4LXlGyTT8AW76JuE8rmBZWI61yyg-XNe0lJBHOHyzxBZfKPCb2ScewM5qgUjfsojThKrJbfKAUD0TRydw2nEMX-KdEEQmpaeCSDibW5upTxWfKTDZJ_qGIwfoBdy08dbtQbelg7lsXSz-dW8ZJaDYiMeCEBGTisReGZCSzaXpYNKjYzHca5o5x3Keuv66-vlHeyDFGfNwCWVmgzmNRbacMFMrUFKCeBt83FD56oyI3q2rmM6r_cWDblRBJi9ft3JEcDY7fJzGrAmb7RH3_iW7L2Ywz3Q",
    "e": "AQAB",
    "d": "FVSZsjZJCT4DC__hPs9u8H2hRwBUgZnAbl-igfs0cpFjQT0NkDCA_mcnM-3TjRlEm6ZSJ8TmerygJ_WhA6uLB5_TUtyW2YnrL-NuFSNjgdnGQ9-5En6-HdR71lQFF9OdfMPNVUH2rqjnxNHGkhR9tnM_WEoFkYg6Xh8YtNLNgzoApHzITS9QnlMNvPqrR5AOc4mC5Yy84dyo81KyJf4KbpwpGb2ju-ITHbD-zpShvXemtioYtD_9PlwGOvf0fXf8bso_BUWhdNC1ThKWRK8mq5KAD5NzaoCwlME_mwwDtGVAyhQoszjw3WTB0lzRK4sDSP__ThrDrRPnPFWFXa8jWQ",
    "p": "7qwoCTuLNiJtWQ__zHCbKnt3dyJBDEwr4C3e7bWDeT0xEjHN4C7QNg7pMcXkvC9csOfs8rumBgWkl0FvTlVC6Q",
    "q": "7XKtMD2H2Q9t7g4TfTr6JtskAeK50bcxYxpR13-0ZxUF5GT5nlrCEBZPqPHZajDNY2KWtbHyrIEA--iGmTR7HcHsKwYoz80pzJN84XETLftdS4lUm5ey-XIZjDtIDguREwQ-HFcR59R99MuzezdarxqVcZNS5Glr3Yt9s5--0Yz0mAcrc_1QP203RCkGTk85DKDwQ269pHzbluW_Ww1lKjVUeSOkvXiNIKWYk1nDJCVPjP799epLtp9EPXKhOkjV",
    "dp": "TquMXs6zqlpatLqjVF3hp3UfAbPWwRjydWhpTO1BstrKq_aip7yGgOsVToSuSqFJ6j3oSnIz3VRK1liJOca80Q",
    "dq": "4MrcIvtdjKUK0YAJ-1jGUdrM7-wRNvVTkBruuDFyPNSuS1c86inJ5yj4KV0tE1c4WoqPW1wn_h_zKoksRAZnN_jK-MBQCsqUc9R9OYCvQ6zg2g4dR2AKVBUtEpFc2c8hfPtbQcE8dlm5FPNz64awF233ZRqwMwWK1KamTlNBd2kWdobzIFAElMd0ttaP3bsqq0YBsBU6_GooCWdgDXdU-uyaGEUiRS3Hjcy38WfdUm7wLO-KxjEVlMKa_AF1mZQx",
    "qi": "LZRlhhNJGPmx19k70SAJ6IpR-Et7jOIt0XTyr-Xjx5DUBL5MYDZvi1EI7pEj4IoGasqoojkCuvQjtKThmXO_dg"
}"#;

pub(crate) fn jwk(text: &str) -> Jwk {
    Jwk::parse(text.as_bytes()).unwrap()
}

pub(crate) fn vector() -> Jwk {
    jwk(jose_vectors::key("rfc7515-a2"))
}

pub(crate) fn material(jwk: &Jwk) -> &jose_jwk::Rsa {
    match jwk.material() {
        Material::Rsa(rsa) => rsa,
        other => panic!("{other:?}"),
    }
}

/// The members of a private key, to be spoiled one by one.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) n: Vec<u8>,
    pub(crate) e: Vec<u8>,
    pub(crate) d: Vec<u8>,
    pub(crate) factors: Option<[Vec<u8>; 5]>,
}

impl Parts {
    pub(crate) fn of(jwk: &Jwk) -> Self {
        let rsa = material(jwk);
        let private = rsa.private().unwrap();
        let factors = private
            .factors()
            .map(|f| [f.p(), f.q(), f.dp(), f.dq(), f.qi()].map(|s| s.expose_secret().to_vec()));
        Parts {
            n: rsa.n().to_vec(),
            e: rsa.e().to_vec(),
            d: private.d().expose_secret().to_vec(),
            factors,
        }
    }

    pub(crate) fn jwk(&self) -> Option<Jwk> {
        let factors = self.factors.clone().map(|parts| {
            let [p, q, dp, dq, qi] = parts.map(Secret::new);
            RsaFactors::new(p, q, dp, dq, qi)
        });
        let private = RsaPrivate::new(Secret::new(self.d.clone()), factors);
        // Leading zeros and empty numbers are refused there.
        jose_jwk::Rsa::new(&self.n, &self.e, Some(private))
            .ok()
            .map(Jwk::from_material)
    }

    pub(crate) fn load(&self) -> Option<LoadError> {
        let jwk = self.jwk()?;
        RustCrypto.load_sign(&jwk, Alg::RS256).err()
    }

    /// Refused by the JWK or by the loader.
    pub(crate) fn refused(&self) -> bool {
        self.jwk()
            .is_none_or(|jwk| Rsa::load(&jwk, Alg::RS256).is_err())
    }
}

/// a + b for numbers of one length, without what is carried beyond it.
pub(crate) fn plus(a: &[u8], b: &[u8]) -> Vec<u8> {
    let mut carry = 0;
    let digits = a.iter().zip(b).rev().map(|(a, b)| {
        let [high, low] = (u16::from(*a) + u16::from(*b) + carry).to_be_bytes();
        carry = u16::from(high);
        low
    });
    let mut sum: Vec<u8> = digits.collect();
    sum.reverse();
    sum
}

/// (p − 1)(q − 1) = n − p − q + 1, by adding complements.
pub(crate) fn less_primes(key: &Parts) -> Vec<u8> {
    let [p, q, ..] = key
        .factors
        .clone()
        .unwrap_or_else(|| Parts::of(&vector()).factors.unwrap());
    let complement = |number: &[u8]| -> Vec<u8> {
        [&vec![0; key.n.len() - number.len()], number]
            .concat()
            .iter()
            .map(|octet| !octet)
            .collect()
    };
    let mut three = vec![0; key.n.len()];
    three[key.n.len() - 1] = 3;
    plus(
        &plus(&plus(&key.n, &complement(&p)), &complement(&q)),
        &three,
    )
}
