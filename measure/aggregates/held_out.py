"""More wordings of the questions in `phrasings.py`, written before the rules were changed for either of them.

`FOURTH` and `FIFTH` were written together, before the rules; `SIXTH` when these were done, and `SEVENTH` when
the rules had been made wider for that one too. No rule was changed for `SEVENTH`.
"""

from measure.aggregates.phrasings import Phrasings

FOURTH: dict[str, Phrasings] = {
    "en": {
        "count": (
            "Quick question: how many {pl}{do}?",
            "My boss wonders how many {pl}{do}.",
            "Could you check how many {pl}{with} we've got?",
            "Just the figure please: number of {pl}{that}.",
            "Any idea how many {pl}{do}?",
        ),
        "list": (
            "Would you mind listing all {pl}{that}?",
            "I'm looking for all {pl}{with}.",
            "Help me find every {sg}{with}.",
            "Enumerate the {pl}{that}, thanks.",
            "Go through the files and list the {pl}{that}.",
        ),
        "sum": (
            "I'm trying to find out the total {amount} of the {pl}{with}.",
            "If you take all {pl}{with}, what is the {amount} in total?",
            "What would be the sum of the {amount} of the {pl}{that}?",
            "For my report I need the total {amount} of the {pl}{with}.",
            "Put together, what is the {amount} of the {pl}{with}?",
        ),
        "average": (
            "Roughly speaking, what is the average {amount} of the {pl}{that}?",
            "I wonder what the average {amount} of the {pl}{with} is.",
            "On average, how much is the {amount} of the {pl}{that}?",
            "Please check the mean {amount} of the {pl}{with}.",
        ),
        "largest": (
            "Do you happen to know which {sg}{with} has the highest {amount}?",
            "Which {sg}{with} tops the list with the largest {amount}?",
            "I'm interested in the {sg}{with} with the highest {amount}.",
            "Who or what has the largest {amount} among the {pl}{that}?",
        ),
        "smallest": (
            "Do you happen to know which {sg}{with} has the lowest {amount}?",
            "I'm interested in the {sg}{with} with the lowest {amount}.",
            "Help me find the {sg}{with} with the smallest {amount}.",
            "At the other end, which {sg}{with} has the lowest {amount}?",
        ),
        "most_frequent": (
            "I'm curious which {column} has the most {pl}.",
            "Which {column} is in the lead with the most {pl}?",
            "Could you check which {column} occurs most often among the {pl}?",
            "Which {column} do the {pl} have most often?",
        ),
        "group": (
            "I'd love to see the number of {pl} per {column}.",
            "Could you split the {pl} by {column} and count them?",
            "What does the number of {pl} per {column} look like?",
            "For my report: how many {pl} per {column}?",
        ),
    },
    "vi": {
        "count": (
            "Sếp tôi hỏi có bao nhiêu {pl}{that}.",
            "Bạn kiểm tra giúp tôi có bao nhiêu {pl}{that} nhé?",
            "Cho hỏi nhanh: có bao nhiêu {pl}{that}?",
            "Làm ơn đếm xem có bao nhiêu {pl}{that}.",
        ),
        "list": (
            "Bạn liệt kê giúp tôi các {pl}{that} nhé.",
            "Tôi đang tìm tất cả các {pl}{that}.",
            "Nhờ bạn liệt kê những {pl}{that}.",
            "Làm ơn cho tôi xem danh sách các {pl}{that}.",
        ),
        "sum": (
            "Để làm báo cáo, tôi cần tổng {amount} của các {pl}{that}.",
            "Bạn tính giùm tổng {amount} của các {pl}{that} được không?",
            "Nếu cộng hết lại thì tổng {amount} của các {pl}{that} là bao nhiêu?",
            "Rốt cuộc tổng {amount} của các {pl}{that} là bao nhiêu?",
        ),
        "average": (
            "Bạn tính giùm {amount} trung bình của các {pl}{that} nhé.",
            "Nói chung {amount} trung bình của các {pl}{that} là bao nhiêu?",
            "Tôi đang cần {amount} trung bình của các {pl}{that}.",
            "Xin hỏi {amount} bình quân của các {pl}{that} ra sao?",
        ),
        "largest": (
            "Bạn có biết {sg} nào{that} có {amount} cao nhất không?",
            "Tôi thắc mắc {sg} nào{that} có {amount} lớn nhất.",
            "Nhờ bạn tìm {sg}{that} có {amount} cao nhất.",
            "Theo sổ thì {sg} nào{that} có {amount} cao nhất?",
        ),
        "smallest": (
            "Bạn có biết {sg} nào{that} có {amount} thấp nhất không?",
            "Nhờ bạn tìm {sg}{that} có {amount} nhỏ nhất.",
            "Tôi thắc mắc {sg} nào{that} có {amount} thấp nhất.",
            "Ngược lại, {sg} nào{that} có {amount} thấp nhất?",
        ),
        "most_frequent": (
            "Bạn có biết {column} nào có nhiều {pl} nhất không?",
            "Tôi thắc mắc {column} nào có nhiều {pl} nhất.",
            "Rốt cuộc {column} nào có nhiều {pl} nhất?",
            "Theo sổ thì {column} nào xuất hiện nhiều nhất trong các {pl}?",
        ),
        "group": (
            "Bạn đếm giúp tôi số {pl} theo từng {column} nhé.",
            "Để làm báo cáo, tôi cần số {pl} theo từng {column}.",
            "Nhờ bạn thống kê số {pl} của mỗi {column}.",
            "Tôi muốn xem mỗi {column} có bao nhiêu {pl}.",
        ),
    },
}

FIFTH: dict[str, Phrasings] = {
    "en": {
        "count": (
            "Sorry to bother you, how many {pl}{do}?",
            "Please double-check: how many {pl}{do}?",
            "A colleague asked me how many {pl}{with} there are.",
            "I need a number: how many {pl}{do}?",
        ),
        "list": (
            "Could somebody list the {pl}{that} for me?",
            "For the meeting tomorrow, list all {pl}{with}.",
            "I was asked for a list of the {pl}{that}.",
            "Search for all {pl}{with} and list them.",
        ),
        "sum": (
            "For the budget I need to know the total {amount} of the {pl}{with}.",
            "Hello, I have to report the total {amount} of all {pl}{that}.",
            "Once everything is added up, what is the {amount} of the {pl}{with}?",
            "Do you know the total {amount} of the {pl}{that}?",
        ),
        "average": (
            "Do you know the average {amount} of the {pl}{that}?",
            "For a presentation: average {amount} of the {pl}{with}?",
            "I have to tell my manager the average {amount} of the {pl}{that}.",
            "Normally, what is the average {amount} of the {pl}{with}?",
        ),
        "largest": (
            "I'd be grateful to know which {sg}{with} has the highest {amount}.",
            "Out of curiosity, which {sg}{with} has the largest {amount}?",
            "We are trying to identify the {sg}{with} with the highest {amount}.",
            "Which one of the {pl}{that} has the largest {amount} of them all?",
        ),
        "smallest": (
            "I'd be grateful to know which {sg}{with} has the lowest {amount}.",
            "Out of curiosity, which {sg}{with} has the smallest {amount}?",
            "We are trying to identify the {sg}{with} with the lowest {amount}.",
            "Which one of the {pl}{that} has the lowest {amount} of them all?",
        ),
        "most_frequent": (
            "Out of curiosity, which {column} has the most {pl}?",
            "I was asked which {column} has the most {pl}.",
            "Can you work out which {column} occurs most often among the {pl}?",
            "Please tell us the most common {column} of the {pl}.",
        ),
        "group": (
            "I was asked for the number of {pl} per {column}.",
            "Out of curiosity, how many {pl} are there per {column}?",
            "Can you work out the number of {pl} for each {column}?",
            "For the meeting tomorrow: number of {pl} by {column}.",
        ),
    },
    "vi": {
        "count": (
            "Xin lỗi đã làm phiền, có bao nhiêu {pl}{that}?",
            "Đồng nghiệp hỏi tôi có bao nhiêu {pl}{that}.",
            "Phiền bạn kiểm tra lại có bao nhiêu {pl}{that}.",
            "Thật ra có bao nhiêu {pl}{that}?",
        ),
        "list": (
            "Chuẩn bị cho cuộc họp, hãy liệt kê các {pl}{that}.",
            "Phiền bạn liệt kê các {pl}{that}.",
            "Ai đó liệt kê giùm tôi các {pl}{that} với.",
            "Bạn tra cứu rồi liệt kê các {pl}{that} nhé.",
        ),
        "sum": (
            "Tôi phải báo cáo tổng {amount} của các {pl}{that}.",
            "Phiền bạn tính tổng {amount} của các {pl}{that}.",
            "Bạn có biết tổng {amount} của các {pl}{that} không?",
            "Tò mò chút, tổng {amount} của các {pl}{that} là bao nhiêu?",
        ),
        "average": (
            "Phiền bạn tính {amount} trung bình của các {pl}{that}.",
            "Bạn có biết {amount} trung bình của các {pl}{that} không?",
            "Thường thì {amount} trung bình của các {pl}{that} là bao nhiêu?",
            "Tôi phải báo cáo {amount} trung bình của các {pl}{that}.",
        ),
        "largest": (
            "Tò mò chút, {sg} nào{that} có {amount} cao nhất?",
            "Phiền bạn cho biết {sg} nào{that} có {amount} lớn nhất.",
            "Chúng tôi muốn tìm {sg}{that} có {amount} cao nhất.",
            "Đồng nghiệp hỏi {sg} nào{that} có {amount} cao nhất.",
        ),
        "smallest": (
            "Tò mò chút, {sg} nào{that} có {amount} thấp nhất?",
            "Phiền bạn cho biết {sg} nào{that} có {amount} nhỏ nhất.",
            "Chúng tôi muốn tìm {sg}{that} có {amount} thấp nhất.",
            "Đồng nghiệp hỏi {sg} nào{that} có {amount} thấp nhất.",
        ),
        "most_frequent": (
            "Tò mò chút, {column} nào có nhiều {pl} nhất?",
            "Đồng nghiệp hỏi {column} nào có nhiều {pl} nhất.",
            "Phiền bạn cho biết {column} nào có nhiều {pl} nhất.",
            "Thật ra {column} nào có nhiều {pl} nhất?",
        ),
        "group": (
            "Phiền bạn đếm số {pl} theo từng {column}.",
            "Tôi phải báo cáo số {pl} theo từng {column}.",
            "Bạn tra cứu giùm mỗi {column} có bao nhiêu {pl} nhé.",
            "Chuẩn bị cho cuộc họp: số {pl} theo từng {column}.",
        ),
    },
}

SIXTH: dict[str, Phrasings] = {
    "en": {
        "count": (
            "The auditors would like to know how many {pl}{do}.",
            "Have you any idea how many {pl}{do}?",
            "Morning! How many {pl}{with} are there?",
        ),
        "list": (
            "Send me the list of all {pl}{with}.",
            "Which are the {pl}{that}?",
            "We need to see all {pl}{with}.",
        ),
        "sum": (
            "What total {amount} do the {pl}{with} reach?",
            "Give us the total {amount} of the {pl}{that}.",
            "I was wondering about the total {amount} of the {pl}{with}.",
        ),
        "average": (
            "What is, on average, the {amount} of the {pl}{that}?",
            "My team needs the average {amount} of the {pl}{with}.",
            "How much is the mean {amount} of the {pl}{that}?",
        ),
        "largest": (
            "Can anyone tell me which {sg}{with} has the highest {amount}?",
            "Please find the {sg}{with} with the highest {amount}.",
            "Which {sg}{with} comes first with the highest {amount}?",
        ),
        "smallest": (
            "Can anyone tell me which {sg}{with} has the lowest {amount}?",
            "Please find the {sg}{with} with the lowest {amount}.",
            "What is the very lowest {amount} of the {pl}{that}?",
        ),
        "most_frequent": (
            "In which {column} do we have the most {pl}?",
            "Which is the most common {column} of our {pl}?",
            "Could you tell us which {column} has the most {pl}?",
        ),
        "group": (
            "Please make a table of the number of {pl} per {column}.",
            "Could you tell us how many {pl} there are per {column}?",
            "And per {column}: how many {pl}?",
        ),
    },
    "vi": {
        "count": (
            "Kế toán trưởng muốn biết có bao nhiêu {pl}{that}.",
            "Em ơi có bao nhiêu {pl}{that}?",
            "Tóm lại có bao nhiêu {pl}{that}?",
        ),
        "list": (
            "Gửi cho tôi danh sách các {pl}{that}.",
            "Chúng tôi cần xem tất cả các {pl}{that}.",
            "Xin bạn liệt kê đầy đủ các {pl}{that}.",
        ),
        "sum": (
            "Gộp các {pl}{that} thì tổng {amount} là bao nhiêu?",
            "Tôi cần tính tổng {amount} của các {pl}{that}.",
            "Vậy tổng {amount} của các {pl}{that} là bao nhiêu?",
        ),
        "average": (
            "Tôi cần tính {amount} trung bình của các {pl}{that}.",
            "Vậy {amount} trung bình của các {pl}{that} là bao nhiêu?",
            "Em cho biết {amount} bình quân của các {pl}{that}.",
        ),
        "largest": (
            "Vậy {sg} nào{that} có {amount} cao nhất?",
            "Ai biết {sg} nào{that} có {amount} cao nhất không?",
            "Hãy chỉ ra {sg}{that} có {amount} lớn nhất.",
        ),
        "smallest": (
            "Vậy {sg} nào{that} có {amount} thấp nhất?",
            "Ai biết {sg} nào{that} có {amount} thấp nhất không?",
            "Hãy chỉ ra {sg}{that} có {amount} nhỏ nhất.",
        ),
        "most_frequent": (
            "Vậy {column} nào có nhiều {pl} nhất?",
            "Ai biết {column} nào có nhiều {pl} nhất không?",
            "Hãy chỉ ra {column} có nhiều {pl} nhất.",
        ),
        "group": (
            "Lập bảng số {pl} theo từng {column}.",
            "Vậy mỗi {column} có bao nhiêu {pl}?",
            "Em đếm số {pl} của mỗi {column}.",
        ),
    },
}

SEVENTH: dict[str, Phrasings] = {
    "en": {
        "count": (
            "A customer asked how many {pl}{do}.",
            "Listen, how many {pl}{do}?",
            "Is it known how many {pl}{do}?",
        ),
        "list": (
            "Bring up all {pl}{with}.",
            "I have to look through all {pl}{with}.",
            "Can I have the list of {pl}{that}?",
        ),
        "sum": (
            "The director needs to know the total {amount} of the {pl}{with}.",
            "How large is the sum of the {amount} of the {pl}{that}?",
            "Let me have the total {amount} of the {pl}{with}.",
        ),
        "average": (
            "As an average, what {amount} do the {pl}{with} have?",
            "Kindly give me the average {amount} of the {pl}{that}.",
            "What average {amount} do you get for the {pl}{with}?",
        ),
        "largest": (
            "The director wants to know which {sg}{with} has the highest {amount}.",
            "Point out the {sg}{with} with the highest {amount}.",
            "Which {sg}{with} shows the highest {amount}?",
        ),
        "smallest": (
            "The director wants to know which {sg}{with} has the lowest {amount}.",
            "Point out the {sg}{with} with the lowest {amount}.",
            "Which {sg}{with} shows the lowest {amount}?",
        ),
        "most_frequent": (
            "Is it known which {column} has the most {pl}?",
            "A customer asked which {column} has the most {pl}.",
            "What is the most usual {column} of the {pl}?",
        ),
        "group": (
            "I have to count the {pl} per {column}.",
            "A customer asked for the number of {pl} per {column}.",
            "Can I have the number of {pl} by {column}?",
        ),
    },
    "vi": {
        "count": (
            "Khách hỏi có bao nhiêu {pl}{that}.",
            "Không biết có bao nhiêu {pl}{that}?",
            "Chị ơi, có bao nhiêu {pl}{that}?",
        ),
        "list": (
            "Cho tôi xin danh sách các {pl}{that}.",
            "Mở giúp tôi tất cả các {pl}{that}.",
            "Chị liệt kê giúp em các {pl}{that}.",
        ),
        "sum": (
            "Giám đốc muốn biết tổng {amount} của các {pl}{that}.",
            "Cho tôi xin tổng {amount} của các {pl}{that}.",
            "Tổng {amount} của các {pl}{that} lên tới bao nhiêu?",
        ),
        "average": (
            "Giám đốc cần biết {amount} trung bình của các {pl}{that}.",
            "Cho tôi xin {amount} trung bình của các {pl}{that}.",
            "Tính ra {amount} trung bình của các {pl}{that} là bao nhiêu?",
        ),
        "largest": (
            "Giám đốc muốn biết {sg} nào{that} có {amount} cao nhất.",
            "Không biết {sg} nào{that} có {amount} cao nhất?",
            "Cho tôi xin tên {sg}{that} có {amount} lớn nhất.",
        ),
        "smallest": (
            "Giám đốc muốn biết {sg} nào{that} có {amount} thấp nhất.",
            "Không biết {sg} nào{that} có {amount} thấp nhất?",
            "Cho tôi xin tên {sg}{that} có {amount} nhỏ nhất.",
        ),
        "most_frequent": (
            "Không biết {column} nào có nhiều {pl} nhất?",
            "Khách hỏi {column} nào có nhiều {pl} nhất.",
            "Giám đốc muốn biết {column} nào có nhiều {pl} nhất.",
        ),
        "group": (
            "Cho tôi xin số {pl} theo từng {column}.",
            "Khách hỏi mỗi {column} có bao nhiêu {pl}.",
            "Chị đếm giúp em số {pl} theo từng {column}.",
        ),
    },
}
