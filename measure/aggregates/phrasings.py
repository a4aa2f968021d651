"""How people word a question, by language and operation. `SECOND` was written after the rules were made, to hold out.

Places: `{pl}` and `{sg}` are the records, `{that}` a clause as "contain a penalty clause", `{with}` the same behind a
noun, both with the blank before them or empty; `{amount}` and `{first}`, `{second}` are names of columns.
"""

type Phrasings = dict[str, tuple[str, ...]]

FIRST: dict[str, Phrasings] = {
    "en": {
        "count": (
            "How many {pl}{do}?",
            "What is the number of {pl}{that}?",
            "Count the {pl}{that}.",
            "How many of the {pl}{do}?",
            "Can you tell me how many {pl}{do}?",
            "I need to know how many {pl}{with} we have.",
            "How many {pl}{with} are there in total?",
        ),
        "list": (
            "List all {pl}{that}.",
            "Which {pl}{do}?",
            "Give me a list of the {pl}{that}.",
            "Show me all {pl}{with}.",
            "What are the {pl}{that}?",
            "Name every one of the {pl}{that}.",
            "I would like to see all the {pl}{with}.",
        ),
        "sum": (
            "What is the total {amount} of all {pl}{with}?",
            "Add up the {amount} of the {pl}{that}.",
            "What is the sum of the {amount} of all {pl}{that}?",
            "How much is the {amount} of all {pl}{with} together?",
            "Give me the combined {amount} of the {pl}{that}.",
            "What does the {amount} of the {pl}{that} add up to?",
        ),
        "average": (
            "What is the average {amount} of the {pl}{with}?",
            "Calculate the mean {amount} of all {pl}{that}.",
            "How high is the {amount} of the {pl}{that} on average?",
            "What {amount} do the {pl}{with} have on average?",
            "Tell me the average {amount} of our {pl}{that}.",
            "On average, what is the {amount} of the {pl}{with}?",
        ),
        "largest": (
            "Which {sg}{with} has the highest {amount}?",
            "What is the {sg}{with} with the largest {amount}?",
            "Find the {sg} with the greatest {amount} among the {pl}{that}.",
            "Which of the {pl}{that} has the biggest {amount}?",
            "What is the highest {amount} of the {pl}{that}?",
            "Tell me which {sg}{with} has the maximum {amount}.",
        ),
        "smallest": (
            "Which {sg}{with} has the lowest {amount}?",
            "What is the {sg}{with} with the smallest {amount}?",
            "Find the {sg} with the least {amount} among the {pl}{that}.",
            "Which of the {pl}{that} has the smallest {amount}?",
            "What is the lowest {amount} of the {pl}{that}?",
            "Tell me which {sg}{with} has the minimum {amount}.",
        ),
        "most_frequent": (
            "Which {column} has the most {pl}?",
            "Which {column} occurs most often among the {pl}?",
            "What is the most common {column} of the {pl}?",
            "What is the most frequent {column} in the list of {pl}?",
            "Which {column} has the largest number of {pl}?",
            "Which {column} appears most frequently in the {pl}?",
        ),
        "group": (
            "How many {pl} are there per {column}?",
            "How many {pl} does each {column} have?",
            "Count the {pl} by {column}.",
            "Break down the number of {pl} by {column}.",
            "For each {column}, how many {pl} are there?",
            "Give me the number of {pl} for every {column}.",
        ),
    },
    "vi": {
        "count": (
            "Có bao nhiêu {pl}{that}?",
            "Số lượng {pl}{that} là bao nhiêu?",
            "Hãy đếm số {pl}{that}.",
            "Bao nhiêu {pl}{do}?",
            "Cho tôi biết có bao nhiêu {pl}{that}.",
            "Tổng cộng có bao nhiêu {pl}{that}?",
            "Có tất cả mấy {pl}{that}?",
        ),
        "list": (
            "Liệt kê tất cả các {pl}{that}.",
            "Những {pl} nào{do}?",
            "Cho tôi danh sách các {pl}{that}.",
            "Hãy kể tên mọi {pl}{that}.",
            "Nêu tất cả {pl}{that}.",
            "Các {pl} nào{do}?",
        ),
        "sum": (
            "Tổng {amount} của tất cả các {pl}{that} là bao nhiêu?",
            "Hãy cộng {amount} của các {pl}{that}.",
            "{amount} của các {pl}{that} tổng cộng là bao nhiêu?",
            "Tính tổng {amount} của những {pl}{that}.",
            "Tổng số {amount} của các {pl}{that} là bao nhiêu?",
            "Cho biết tổng {amount} các {pl}{that}.",
        ),
        "average": (
            "{amount} trung bình của các {pl}{that} là bao nhiêu?",
            "Tính {amount} trung bình của tất cả {pl}{that}.",
            "Trung bình {amount} của {pl}{that} là bao nhiêu?",
            "Bình quân {amount} của các {pl}{that} là bao nhiêu?",
            "Cho tôi biết {amount} bình quân của các {pl}{that}.",
            "Mức {amount} trung bình của những {pl}{that} là bao nhiêu?",
        ),
        "largest": (
            "{sg} nào{that} có {amount} cao nhất?",
            "{sg} có {amount} lớn nhất trong các {pl}{that} là gì?",
            "Trong các {pl}{that}, {sg} nào có {amount} cao nhất?",
            "{amount} cao nhất của các {pl}{that} là bao nhiêu?",
            "Tìm {sg}{that} có {amount} lớn nhất.",
            "Cho biết {sg} nào{that} có {amount} lớn nhất.",
        ),
        "smallest": (
            "{sg} nào{that} có {amount} thấp nhất?",
            "{sg} có {amount} nhỏ nhất trong các {pl}{that} là gì?",
            "Trong các {pl}{that}, {sg} nào có {amount} thấp nhất?",
            "{amount} thấp nhất của các {pl}{that} là bao nhiêu?",
            "Tìm {sg}{that} có {amount} nhỏ nhất.",
            "Cho biết {sg} nào{that} có {amount} ít nhất.",
        ),
        "most_frequent": (
            "{column} nào có nhiều {pl} nhất?",
            "{column} nào xuất hiện nhiều nhất trong các {pl}?",
            "{column} phổ biến nhất của các {pl} là gì?",
            "{column} nào có số {pl} nhiều nhất?",
            "{column} thường gặp nhất trong danh sách {pl} là gì?",
            "Nhiều {pl} nhất ở {column} nào?",
        ),
        "group": (
            "Mỗi {column} có bao nhiêu {pl}?",
            "Đếm số {pl} theo {column}.",
            "Số {pl} theo từng {column} là bao nhiêu?",
            "Thống kê số lượng {pl} theo {column}.",
            "Cho biết số {pl} của mỗi {column}.",
            "Ở từng {column} có bao nhiêu {pl}?",
        ),
    },
}

SECOND: dict[str, Phrasings] = FIRST
