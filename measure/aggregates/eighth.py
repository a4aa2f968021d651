"""Wordings held out once more, written before the rules for what people say around a question were generalised."""

from measure.aggregates.phrasings import Phrasings

EIGHTH: dict[str, Phrasings] = {
    "en": {
        "count": (
            "I'd be interested to learn how many {pl}{do}.",
            "Somebody upstairs would like me to say how many {pl}{do}.",
            "Let's see, how many {pl}{do}?",
            "Remind me how many {pl}{do}, would you?",
            "We were discussing this morning how many {pl}{do}.",
        ),
        "list": (
            "It would be great to get all {pl}{with} listed.",
            "Might I see all the {pl}{that}?",
            "Run me through all {pl}{with}.",
            "What I'm after are all {pl}{that}.",
            "Could I get a list of all {pl}{that}?",
        ),
        "sum": (
            "My colleague keeps asking what the total {amount} of the {pl}{with} is.",
            "Do we know the total {amount} of the {pl}{that}?",
            "I'd appreciate the total {amount} of the {pl}{with}.",
            "Any chance you could add up the {amount} of the {pl}{that}?",
        ),
        "average": (
            "Would it be possible to get the average {amount} of the {pl}{that}?",
            "I keep wondering what the average {amount} of the {pl}{with} might be.",
            "Our auditor requested the average {amount} of the {pl}{that}.",
            "The average {amount} of the {pl}{with}, if you don't mind.",
        ),
        "largest": (
            "It's unclear to me which {sg}{with} has the highest {amount}.",
            "Can anyone say which {sg}{with} has the highest {amount}?",
            "I forgot which {sg}{with} has the largest {amount}.",
            "Which {sg}{with} would you say has the highest {amount}?",
        ),
        "smallest": (
            "It's unclear to me which {sg}{with} has the lowest {amount}.",
            "Can anyone say which {sg}{with} has the lowest {amount}?",
            "I forgot which {sg}{with} has the smallest {amount}.",
            "Which {sg}{with} would you say has the lowest {amount}?",
        ),
        "most_frequent": (
            "Do we know which {column} has the most {pl}?",
            "We can't agree on which {column} has the most {pl}.",
            "I need to find out which {column} occurs most often among the {pl}.",
        ),
        "group": (
            "Might I see the number of {pl} per {column}?",
            "The board would like an overview of how many {pl} there are per {column}.",
            "I'm supposed to report how many {pl} each {column} has.",
        ),
    },
    "vi": {
        "count": (
            "Mình đang phân vân không rõ có bao nhiêu {pl}{that}.",
            "Anh ơi cho em hỏi với, có bao nhiêu {pl}{that} ạ?",
            "Ban giám đốc yêu cầu báo cáo có bao nhiêu {pl}{that}.",
            "Nhắc lại giúp mình có bao nhiêu {pl}{that} nhé.",
        ),
        "list": (
            "Có thể cho tôi xem tất cả các {pl}{that} không?",
            "Tôi muốn được xem danh sách các {pl}{that}.",
            "Phiền anh chị gửi danh sách các {pl}{that}.",
            "Em cần anh liệt kê các {pl}{that}.",
        ),
        "sum": (
            "Kế toán trưởng đang hỏi tổng {amount} của các {pl}{that} là bao nhiêu.",
            "Có ai biết tổng {amount} của các {pl}{that} không?",
            "Chúng tôi cần biết tổng {amount} của các {pl}{that}.",
        ),
        "average": (
            "Kiểm toán viên yêu cầu {amount} trung bình của các {pl}{that}.",
            "Có ai biết {amount} trung bình của các {pl}{that} không?",
            "Tôi cần báo cáo {amount} trung bình của các {pl}{that}.",
        ),
        "largest": (
            "Tôi quên mất {sg} nào{that} có {amount} cao nhất.",
            "Có ai biết {sg} nào{that} có {amount} cao nhất không?",
            "Mọi người đang tranh luận {sg} nào{that} có {amount} lớn nhất.",
        ),
        "smallest": (
            "Tôi quên mất {sg} nào{that} có {amount} thấp nhất.",
            "Có ai biết {sg} nào{that} có {amount} thấp nhất không?",
            "Mọi người đang tranh luận {sg} nào{that} có {amount} nhỏ nhất.",
        ),
        "most_frequent": (
            "Tôi quên mất {column} nào có nhiều {pl} nhất.",
            "Có ai biết {column} nào có nhiều {pl} nhất không?",
            "Ban giám đốc yêu cầu báo cáo {column} nào có nhiều {pl} nhất.",
        ),
        "group": (
            "Có thể cho tôi xem số {pl} theo từng {column} không?",
            "Ban giám đốc yêu cầu báo cáo số {pl} theo từng {column}.",
            "Em cần anh thống kê số {pl} theo từng {column}.",
        ),
    },
}
