"""Words that name kinds of goods or what they are like: none of them alone names one article of a catalogue."""

ENGLISH = frozenset(
    """
    a accessory action adapter adaptor air album amp an and anti apple appliance artificial audio automatic baby
    backpack bag band bar base basic basket bath battery beach bed bedding belt bicycle big bike black blanket
    blender bloom blue bluetooth board boiler book boots bottle bowl box boys bracelet breeze brown brush bulb
    bulbs bundle by cable camera camping candle canvas cap car carbon card carpet case cell ceramic chair
    charger charging cheap children childrens classic clean cleaner cleaning clear clock cloud coat cocoa coffee
    cold collection color colour comb compact computer cooker cookware cool cord cotton couch cover cream cube
    cup curtain curved cutlery dark deluxe desk desktop device digital dish display doll door double down dress
    drive drone dryer duvet ear earbuds earphone earphones earrings electric electronic essence ethernet extra
    eye fan fast filter fit fitness flame fleece flip floor fluid fold foldable folding foot for forest fork
    frame free freezer fresh fridge from fruit frying full furniture game gaming garden gel gift gimbal girls
    glass glasses gloves gold golf gps graphite gray green grey grill hair hand handheld handle hard hat
    headband headphone headphones headset healthy hearth heater heavy helmet high home hood hoodie hook hot hub
    humidifier ice in inch indoor ink instant iron jacket jar jeans jewellery jewelry juicer kettle keyboard
    keys kids king kitchen knife lamp laptop large leather led lens light lightweight lipstick liquid lite lock
    long lotion low luna machine magic magnetic makeup male man mask mat mattress max mechanical medium memory
    men mens metal mic microphone microwave milk mini mirror mirrorless mix mobile model modern monitor mount
    mountain mouse mug multi music natural nature necklace network new night noise note notebook nut ocean of
    office oil old on one oven over pack pad paint pair pan pants paper party pebble pen pencil perfume pet
    phone phones photo picture pillow pink plain planter plastic plate player plug plus pocket polo pool port
    portable pot power powerbank premium press printer pro projector protector pulse pump puzzle quick quiet
    racket radio rain red refill remote rice ring river road robot rose round router rug sandals satin scale
    scarf screen seat security sensor serum set shampoo sharp sheet shirt shoe shoes short shorts shower silent
    silicone silk silver single sink skin skirt slate sleep sleeve slim small smart smartphone smartwatch
    sneaker sneakers snow soap socket socks sofa soft solar sound soundbar spare spark speaker special speed
    sponge spoon sport sports spray stainless stand standard star steam steel stick storage stove strap strong
    studio suit suitcase sun sunglasses super swift swim switch system table tablet tank tape tea television
    tennis tent the theater theatre thermos thick thin tie titanium to toaster tools tooth toothbrush toothpaste
    top touch towel toy trail trainers travel tray trimmer tripod trousers tub turntable tv ultra umbrella
    underwear usb vacuum vase video vintage walking wall wallet warm warmer wash washing watch water waterproof
    wave webcam white wide wifi winter wireless with woman women womens wood wooden wool work yellow yoga zen
    """.split()
)
# Nouns come last in a Chinese name, modifiers before them.
CHINESE_NOUNS = """
    蓝牙耳机 耳机 耳塞 音箱 音响 音箱套装 回音壁 麦克风 手机 智能手机 折叠屏手机 老人手机 平板 平板电脑
    电脑 笔记本电脑 笔记本 游戏本 台式电脑 台式机 显示器 屏幕 手表 运动手表 电话手表 手环 戒指 智能戒指
    相机 微单相机 微单 运动相机 套机 镜头 无人机 三脚架 摄像头 监控摄像头 扫地机器人 吸尘器 空气净化器
    净化器 加湿器 风扇 空调 冰箱 洗衣机 烘干机 电视 投影仪 台灯 灯泡 灯 门锁 指纹门锁 路由器 充电器
    快充充电器 充电宝 移动电源 数据线 保护壳 手机壳 手机保护壳 保护套 贴膜 钢化膜 键盘 鼠标 固态硬盘
    移动固态硬盘 硬盘 移动硬盘 优盘 扩展坞 打印机 水杯 保温杯 杯子 水壶 电水壶 电饭煲 锅 炒锅 炒菜锅
    餐具 碗 盘子 刀具 烤箱 微波炉 榨汁机 咖啡机 咖啡豆 咖啡 茶叶 衬衫 T恤 卫衣 外套 羽绒服 毛衣
    裤子 牛仔裤 裙子 连衣裙 内衣 袜子 鞋 鞋子 运动鞋 跑鞋 靴子 帽子 围巾 手套 包 背包 双肩包 行李箱
    钱包 皮带 眼镜 太阳镜 面霜 精华 精华液 面膜 口红 粉底液 洗面奶 洗发水 沐浴露 牙刷 电动牙刷 牙膏
    毛巾 枕头 被子 床单 四件套 床垫 沙发 椅子 办公椅 桌子 书桌 书架 衣柜 地毯 窗帘 玩具 积木 拼图
    娃娃 书 笔 零食 牛奶 奶粉 尿不湿 婴儿车 自行车 瑜伽垫 帐篷 睡袋 雨伞 吹风机 剃须刀 体重秤 电热毯
    取暖器 纸巾 礼盒 套装
""".split()
CHINESE_MODIFIERS = """
    无线 有线 真无线 蓝牙 智能 降噪 主动 头戴式 入耳式 儿童 老人 大按键 男士 女士 婴儿 宠物 家用
    车载 便携 便携式 迷你 移动 静音 机械 电动 自动 多功能 折叠 折叠屏 可折叠 曲面 超薄 轻薄 高清
    超清 大容量 小型 大型 新款 经典 限量 豪华 标准 基础 专业 旗舰 青春 升级 运动 户外 旅行 室内
    室外 桌面 网络 游戏 办公 学生 护眼 护耳 保温 不锈钢 玻璃 陶瓷 真皮 纯棉 棉 羊毛 碳纤维 钛金属
    硅胶 氮化镓 快充 无线充电 指纹 睡眠监测 清新 空气 除螨 加厚 防水 防滑 防晒 保湿 美白 夏季 冬季
    春秋 黑色 白色 红色 蓝色 粉色 灰色 全自动 手动
""".split()
# What belongs to another article and carries its name.
CHINESE_ACCESSORIES = (
    "保护壳",
    "手机壳",
    "保护套",
    "贴膜",
    "钢化膜",
    "充电器",
    "数据线",
    "表带",
    "支架",
    "滤芯",
    "电池",
)
# Heads of Chinese names that are words of daily use: no name on their own.
CHINESE_DAILY = frozenset(
    """
    旅途 影院 清新 静音 雨燕 鹅卵石 脉动 暖屋 自然 简约 经典 生活 时光 阳光 森林 海洋 星空 极光
    云朵 彩虹 乐活 优选 全家 超级 新品 热卖
    """.split()
)
