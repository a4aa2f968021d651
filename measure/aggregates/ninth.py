"""Wordings held out when the rules for what people say around a question were general."""

from measure.aggregates.phrasings import Phrasings

NINTH: dict[str, Phrasings] = {
    "en": {
        "count": (
            "Before I forget, how many {pl}{do}?",
            "My manager has been asking me how many {pl}{do}.",
            "Would you happen to know how many {pl}{do}?",
            "Quickly, what's the number of {pl}{that}?",
            "The insurers insist on knowing how many {pl}{do}.",
        ),
        "list": (
            "Dig out all {pl}{with} for me.",
            "I want a full list of the {pl}{that}.",
            "Could we go over all the {pl}{that}?",
            "Which are the {pl}{that}?",
        ),
        "sum": (
            "How do I find the total {amount} of the {pl}{with}?",
            "I have no idea what the total {amount} of the {pl}{that} is.",
            "All I need is the total {amount} of the {pl}{with}.",
        ),
        "average": (
            "You wouldn't know the average {amount} of the {pl}{that}, would you?",
            "Our bank wants the average {amount} of the {pl}{that}.",
            "Just curious: what is the average {amount} of the {pl}{with}?",
        ),
        "largest": (
            "Help me see which {sg}{with} has the highest {amount}.",
            "I bet you know which {sg}{with} has the largest {amount}.",
            "The question is which {sg}{with} has the highest {amount}.",
        ),
        "smallest": (
            "Help me see which {sg}{with} has the lowest {amount}.",
            "I bet you know which {sg}{with} has the smallest {amount}.",
            "The question is which {sg}{with} has the lowest {amount}.",
        ),
        "most_frequent": (
            "I was wondering which {column} has the most {pl}.",
            "Any thoughts on which {column} has the most {pl}?",
        ),
        "group": (
            "It'd help to know how many {pl} each {column} has.",
            "Could you put together the number of {pl} per {column}?",
        ),
    },
    "vi": {
        "count": (
            "Trước khi họp tôi cần biết có bao nhiêu {pl}{that}.",
            "Xin lỗi, có bao nhiêu {pl}{that} vậy ạ?",
            "Trưởng phòng vừa hỏi em có bao nhiêu {pl}{that}.",
            "Bạn làm ơn đếm giúp mình các {pl}{that}.",
        ),
        "list": (
            "Mình cần xem lại toàn bộ các {pl}{that}.",
            "Bạn tìm giúp tôi tất cả {pl}{that} nhé.",
            "Anh cho em danh sách các {pl}{that} với.",
        ),
        "sum": (
            "Làm sao để biết tổng {amount} của các {pl}{that}?",
            "Em không rõ tổng {amount} của các {pl}{that} là bao nhiêu.",
            "Tôi chỉ cần tổng {amount} của các {pl}{that} thôi.",
        ),
        "average": (
            "Chị có biết {amount} trung bình của các {pl}{that} không ạ?",
            "Em không rõ {amount} trung bình của các {pl}{that} là bao nhiêu.",
        ),
        "largest": (
            "Em muốn hỏi {sg} nào{that} có {amount} cao nhất.",
            "Giúp mình tìm xem {sg} nào{that} có {amount} lớn nhất.",
        ),
        "smallest": (
            "Em muốn hỏi {sg} nào{that} có {amount} thấp nhất.",
            "Giúp mình tìm xem {sg} nào{that} có {amount} nhỏ nhất.",
        ),
        "most_frequent": (
            "Em muốn hỏi {column} nào có nhiều {pl} nhất.",
            "Chị có biết {column} nào có nhiều {pl} nhất không ạ?",
        ),
        "group": (
            "Cho em hỏi mỗi {column} có bao nhiêu {pl}.",
            "Anh giúp em đếm số {pl} theo từng {column}.",
        ),
    },
}
